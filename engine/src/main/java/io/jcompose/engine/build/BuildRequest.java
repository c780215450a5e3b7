package io.jcompose.engine.build;

import io.jcompose.engine.image.ImageName;
import io.jcompose.engine.runtime.ProcessSpec;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One build. All paths are absolute.
 *
 * @param context the directory that COPY and ADD read
 * @param dockerfile a path, or the text itself ({@code dockerfile_inline})
 * @param additionalContexts name to {@code host:prog,prog}, a directory, {@code docker-image://name}, {@code service:...} already replaced by docker-image
 * @param network {@code default}, {@code none} or {@code host}, or the id of a network
 */
public record BuildRequest(
        Path context,
        Dockerfile dockerfile,
        Map<String, String> args,
        Optional<String> target,
        List<ImageName> tags,
        Map<String, String> additionalContexts,
        Options options) {
    public BuildRequest {
        args = Collections.unmodifiableMap(new LinkedHashMap<>(args));
        tags = List.copyOf(tags);
        additionalContexts = Collections.unmodifiableMap(new LinkedHashMap<>(additionalContexts));
    }

    /** Where the instructions come from. */
    public sealed interface Dockerfile {
        record File(Path path) implements Dockerfile {}

        record Inline(String text) implements Dockerfile {}
    }

    /** What {@code RUN --mount=type=secret} may read; kept in memory only, no part of the cache's keys. */
    public record Secret(byte[] content) {
        @Override
        public String toString() {
            return "Secret";
        }
    }

    /**
     * @param secrets by id
     * @param ulimits of the processes of RUN steps
     * @param pull ask the registry for newer base images even if they are here
     * @param network the network of RUN steps: {@code default}, {@code none}, {@code host}
     */
    public record Options(
            boolean noCache,
            boolean pull,
            String network,
            Map<String, String> labels,
            Map<String, String> extraHosts,
            Optional<String> shmSize,
            Map<String, Secret> secrets,
            List<ProcessSpec.Rlimit> ulimits) {
        public static final Options DEFAULT =
                new Options(false, false, "default", Map.of(), Map.of(), Optional.empty());

        public Options {
            labels = Collections.unmodifiableMap(new LinkedHashMap<>(labels));
            extraHosts = Collections.unmodifiableMap(new LinkedHashMap<>(extraHosts));
            secrets = Collections.unmodifiableMap(new LinkedHashMap<>(secrets));
            ulimits = List.copyOf(ulimits);
        }

        /** Without limits of processes. */
        public Options(
                boolean noCache,
                boolean pull,
                String network,
                Map<String, String> labels,
                Map<String, String> extraHosts,
                Optional<String> shmSize,
                Map<String, Secret> secrets) {
            this(noCache, pull, network, labels, extraHosts, shmSize, secrets, List.of());
        }

        /** Without secrets, too. */
        public Options(
                boolean noCache,
                boolean pull,
                String network,
                Map<String, String> labels,
                Map<String, String> extraHosts,
                Optional<String> shmSize) {
            this(noCache, pull, network, labels, extraHosts, shmSize, Map.of());
        }
    }
}

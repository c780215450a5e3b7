package io.jcompose.compose.model;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The {@code build} of a service. */
public record Build(
        Source source,
        Map<String, Optional<String>> args,
        Cache cache,
        Output output,
        Sandbox sandbox,
        Map<String, Optional<String>> ssh,
        List<FileMount> secrets) {
    public Build {
        args = Ordered.copy(args);
        ssh = Ordered.copy(ssh);
        secrets = List.copyOf(secrets);
    }

    /**
     * @param context an absolute directory or a URL
     * @param additionalContexts by name: an absolute directory, {@code service:NAME}, {@code docker-image://REF}, {@code oci-layout://DIR},
     *     {@code host:PROGRAMS} or a URL
     */
    public record Source(
            String context,
            Optional<String> dockerfile,
            Optional<String> dockerfileInline,
            Map<String, String> additionalContexts,
            Optional<String> target) {
        public Source {
            additionalContexts = Ordered.copy(additionalContexts);
        }
    }

    public record Cache(List<String> from, List<String> to, boolean disabled, List<String> disabledFor, boolean pull) {
        public Cache {
            from = List.copyOf(from);
            to = List.copyOf(to);
            disabledFor = List.copyOf(disabledFor);
        }
    }

    public record Output(
            List<String> tags,
            Map<String, String> labels,
            List<String> platforms,
            Optional<String> provenance,
            Optional<String> sbom) {
        public Output {
            tags = List.copyOf(tags);
            labels = Ordered.copy(labels);
            platforms = List.copyOf(platforms);
        }
    }

    /** How RUN steps run. {@code shmSize} in bytes. */
    public record Sandbox(
            Optional<String> network,
            Map<String, List<String>> extraHosts,
            boolean privileged,
            List<String> entitlements,
            Optional<Long> shmSize,
            Map<String, Ulimit> ulimits,
            Optional<String> isolation) {
        public Sandbox {
            extraHosts = Ordered.copy(extraHosts);
            entitlements = List.copyOf(entitlements);
            ulimits = Ordered.copy(ulimits);
        }
    }
}

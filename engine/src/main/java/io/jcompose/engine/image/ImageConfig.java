package io.jcompose.engine.image;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What an image says of the containers made from it: the {@code config} member of an OCI image configuration (image-spec, config.md) with Docker's
 * additions (Healthcheck, Shell, OnBuild).
 *
 * @param process entrypoint, command, environment, directory and user of the first process
 * @param exposedPorts {@code 80/tcp} and the like
 * @param volumes paths that get an anonymous volume
 * @param onBuild instructions that run in builds from this image
 */
public record ImageConfig(
        ImageProcess process,
        List<String> exposedPorts,
        List<String> volumes,
        Map<String, String> labels,
        Optional<String> stopSignal,
        Optional<Healthcheck> healthcheck,
        List<String> shell,
        List<String> onBuild) {
    public static final ImageConfig EMPTY = of(new ImageProcess(List.of(), List.of(), Map.of(), "", ""));

    /** That says of nothing but its process. */
    public static ImageConfig of(ImageProcess process) {
        return new ImageConfig(
                process, List.of(), List.of(), Map.of(), Optional.empty(), Optional.empty(), List.of(), List.of());
    }

    public ImageConfig {
        exposedPorts = List.copyOf(exposedPorts);
        volumes = List.copyOf(volumes);
        labels = Collections.unmodifiableMap(new LinkedHashMap<>(labels));
        shell = List.copyOf(shell);
        onBuild = List.copyOf(onBuild);
    }

    /**
     * @param workingDir empty: {@code /}
     * @param user empty: root; else {@code user[:group]}, names or numbers
     */
    public record ImageProcess(
            List<String> entrypoint,
            List<String> command,
            Map<String, String> environment,
            String workingDir,
            String user) {
        public ImageProcess {
            entrypoint = List.copyOf(entrypoint);
            command = List.copyOf(command);
            environment = Collections.unmodifiableMap(new LinkedHashMap<>(environment));
        }
    }
}

package io.jcompose.compose.model;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A command to run at a point of a container's life.
 *
 * @param image only of pre_start: the image of the container that runs the command
 * @param perReplica only of pre_start: once for each container instead of once for the service
 */
public record Hook(
        List<String> command,
        Optional<String> user,
        boolean privileged,
        Optional<String> workingDir,
        Map<String, Optional<String>> environment,
        Optional<String> image,
        boolean perReplica) {
    public Hook {
        command = List.copyOf(command);
        environment = Ordered.copy(environment);
    }
}

package io.jcompose.engine.container;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One more process in a running container.
 *
 * @param environment added to the container's; without a value a variable is taken away from it
 * @param user absent: the container's
 * @param rows of the terminal; 0 when there is none
 */
public record ExecSpec(
        List<String> command,
        Map<String, Optional<String>> environment,
        Optional<String> user,
        Optional<String> workingDir,
        boolean tty,
        boolean stdin,
        boolean privileged,
        int rows,
        int columns) {
    public ExecSpec {
        command = List.copyOf(command);
        environment = ContainerSpec.ordered(environment);
    }
}

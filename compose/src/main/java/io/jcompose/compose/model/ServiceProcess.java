package io.jcompose.compose.model;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The process of a service.
 *
 * @param command absent: the image's; an empty list: none
 * @param entrypoint absent: the image's; an empty list: none. When present the image's command is dropped
 * @param environment env_file entries and {@code environment} together; an empty value means "named, but set nowhere": the image's variable of
 *     that name is removed
 * @param init run a reaping PID 1 in front of the program
 */
public record ServiceProcess(
        Optional<List<String>> command,
        Optional<List<String>> entrypoint,
        Map<String, Optional<String>> environment,
        Optional<String> user,
        List<String> groupAdd,
        Optional<String> workingDir,
        boolean tty,
        boolean stdinOpen,
        Optional<Boolean> init) {
    public static final ServiceProcess DEFAULT = new ServiceProcess(
            Optional.empty(),
            Optional.empty(),
            Map.of(),
            Optional.empty(),
            List.of(),
            Optional.empty(),
            false,
            false,
            Optional.empty());

    public ServiceProcess {
        command = command.map(List::copyOf);
        entrypoint = entrypoint.map(List::copyOf);
        environment = Ordered.copy(environment);
        groupAdd = List.copyOf(groupAdd);
    }
}

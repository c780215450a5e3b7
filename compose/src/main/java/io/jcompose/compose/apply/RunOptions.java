package io.jcompose.compose.apply;

import io.jcompose.compose.model.Mount;
import io.jcompose.compose.model.PortMapping;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A one-off container of a service.
 *
 * @param name absent: {@code PROJECT-SERVICE-run-SLUG}
 * @param up how the dependencies are brought up
 */
public record RunOptions(
        String service,
        Optional<String> name,
        Process process,
        Wiring wiring,
        Rights rights,
        Map<String, String> labels,
        boolean noDeps,
        UpOptions up) {
    public RunOptions {
        labels = Collections.unmodifiableMap(new LinkedHashMap<>(labels));
    }

    /** @param command absent: the service's */
    public record Process(
            Optional<List<String>> command,
            Optional<List<String>> entrypoint,
            Map<String, Optional<String>> environment,
            Optional<String> user,
            Optional<String> workingDir,
            boolean tty,
            boolean interactive) {
        public Process {
            command = command.map(List::copyOf);
            entrypoint = entrypoint.map(List::copyOf);
            environment = Collections.unmodifiableMap(new LinkedHashMap<>(environment));
        }
    }

    /** Capabilities beside those of the service; one that is given both ways is as the command says. */
    public record Rights(List<String> capAdd, List<String> capDrop) {
        public Rights {
            capAdd = List.copyOf(capAdd);
            capDrop = List.copyOf(capDrop);
        }
    }

    /**
     * @param servicePorts publish the service's ports
     * @param useAliases take the service's network aliases
     * @param remove it goes away when it ends
     */
    public record Wiring(
            List<Mount> volumes, List<PortMapping> publish, boolean servicePorts, boolean useAliases, boolean remove) {
        public Wiring {
            volumes = List.copyOf(volumes);
            publish = List.copyOf(publish);
        }
    }
}

package io.jcompose.cli.command;

import io.jcompose.cli.invocation.Invocation;
import io.jcompose.compose.load.LoadFlags;
import io.jcompose.compose.load.LoadRequest;
import io.jcompose.compose.load.ProjectLoader;
import io.jcompose.compose.model.Mount;
import io.jcompose.compose.model.PortMapping;
import io.jcompose.compose.model.Service;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Ports and volumes of flags, read by the loader as if they stood in a compose file: one syntax, one set of complaints. */
record ShortSyntax(List<PortMapping> ports, List<Mount> volumes) {
    private static final String SERVICE = "flags";

    static ShortSyntax read(Invocation invocation, List<String> ports, List<String> volumes) {
        if (ports.isEmpty() && volumes.isEmpty()) {
            return new ShortSyntax(List.of(), List.of());
        }
        // JSON is YAML; what the shell has expanded is not expanded again.
        String document = new Json()
                .line(Map.of("services", Map.of(SERVICE, Map.of("image", SERVICE, "ports", ports, "volumes", volumes))))
                .replace("$", "$$");
        LoadRequest request = new LoadRequest(
                invocation.directory(),
                List.of("-"),
                Optional.of(document),
                Map.of("COMPOSE_DISABLE_ENV_FILE", "1"),
                List.of(),
                List.of(),
                Optional.of(SERVICE),
                Optional.of(invocation.directory()),
                LoadFlags.stages(true, true, true, false, false));
        Service service = new ProjectLoader().load(request).project().services().get(SERVICE);
        return service == null
                ? new ShortSyntax(List.of(), List.of())
                : new ShortSyntax(
                        service.networking().ports(), service.storage().volumes());
    }
}

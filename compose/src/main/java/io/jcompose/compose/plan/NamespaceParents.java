package io.jcompose.compose.plan;

import io.jcompose.compose.model.Service;
import io.jcompose.compose.model.ServiceSecurity.Namespaces;
import io.jcompose.compose.model.ServiceStorage;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The services whose containers must exist before a service's own can be made, because it shares something of theirs. */
final class NamespaceParents {
    private static final String PREFIX = "service:";

    private NamespaceParents() {}

    static Set<String> of(Service service) {
        Namespaces namespaces = service.security().namespaces();
        Set<String> parents = new LinkedHashSet<>();
        Stream.of(
                        service.networking().networkMode(),
                        namespaces.ipc(),
                        namespaces.pid(),
                        namespaces.uts(),
                        namespaces.cgroup())
                .flatMap(Optional::stream)
                .filter(mode -> mode.startsWith(PREFIX))
                .forEach(mode -> parents.add(mode.substring(PREFIX.length())));
        service.storage().volumesFrom().stream()
                .filter(from -> !from.container())
                .map(ServiceStorage.VolumesFrom::name)
                .forEach(parents::add);
        return parents;
    }
}

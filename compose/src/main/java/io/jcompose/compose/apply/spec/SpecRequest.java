package io.jcompose.compose.apply.spec;

import io.jcompose.compose.model.Project;
import io.jcompose.compose.model.Service;
import io.jcompose.engine.container.Container;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Which container of a service is wanted.
 *
 * @param image what to create it from: a name or an id
 * @param predecessor its anonymous volumes are taken over
 * @param labels jcompose's own, which win over the service's
 * @param containerOf a container of another service of the project, whose namespaces or volumes are shared; NOT_FOUND when there is none
 */
public record SpecRequest(
        Project project,
        Service service,
        Identity identity,
        String image,
        Optional<Container> predecessor,
        Map<String, String> labels,
        Function<String, Container> containerOf) {
    public SpecRequest {
        labels = Collections.unmodifiableMap(new LinkedHashMap<>(labels));
    }

    /**
     * @param name the one to create it under
     * @param finalName the one that it will have in the end, and by which others of its networks find it
     * @param aliases whether the service's names lead to it, which is not so for one-offs
     * @param remove it goes away when it ends
     */
    public record Identity(String name, String finalName, boolean oneOff, boolean aliases, boolean remove) {
        /** A container that is one of its service's. */
        public static Identity ofService(String name, String finalName) {
            return new Identity(name, finalName, false, true, false);
        }
    }
}

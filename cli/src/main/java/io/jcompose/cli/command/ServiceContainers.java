package io.jcompose.cli.command;

import io.jcompose.compose.apply.ProjectOperations;
import io.jcompose.compose.apply.ProjectRef;
import io.jcompose.compose.apply.ServiceContainer;
import io.jcompose.error.JcomposeException;
import io.jcompose.error.JcomposeException.Kind;
import java.util.List;
import java.util.Optional;

/** The containers of one service, whether they run or not, for commands that look at their files. */
final class ServiceContainers {
    private ServiceContainers() {}

    /**
     * One at least.
     *
     * @param oneOffs those of {@code run} too
     */
    static List<ServiceContainer> all(
            ProjectOperations operations,
            ProjectRef project,
            String service,
            Optional<Integer> index,
            boolean oneOffs) {
        List<ServiceContainer> found = operations.ps(project, List.of(service), true).stream()
                .filter(container -> oneOffs || !container.oneOff())
                .filter(container ->
                        index.map(wanted -> container.number() == wanted).orElse(true))
                .toList();
        if (found.isEmpty()) {
            throw new JcomposeException(
                    Kind.NOT_FOUND,
                    "no container found for service \"" + service + "\"",
                    "bring it up first: jcompose up -d " + service);
        }
        return found;
    }

    static ServiceContainer one(
            ProjectOperations operations, ProjectRef project, String service, Optional<Integer> index) {
        return all(operations, project, service, index, false).getFirst();
    }
}

package io.jcompose.cli.command;

import io.jcompose.compose.apply.ProjectOperations;
import io.jcompose.compose.apply.ProjectRef;
import io.jcompose.compose.apply.ServiceContainer;
import io.jcompose.error.JcomposeException;
import io.jcompose.error.JcomposeException.Kind;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which container of a service with several is meant. */
final class Replica {
    @Option(
            names = "--index",
            paramLabel = "N",
            description = "Index of the container if service has multiple replicas")
    @Nullable
    Integer index;

    Optional<Integer> index() {
        return Optional.ofNullable(index);
    }

    boolean matches(ServiceContainer container) {
        return index == null || container.number() == index;
    }

    /** The first, running or not. */
    ServiceContainer of(String service, ProjectRef project, ProjectOperations operations) {
        return all(service, project, operations, false).getFirst();
    }

    /** The first that runs. */
    ServiceContainer running(String service, ProjectRef project, ProjectOperations operations) {
        return operations.select(project, service, index());
    }

    /**
     * One at least.
     *
     * @param oneOffs those of {@code run} too
     */
    List<ServiceContainer> all(String service, ProjectRef project, ProjectOperations operations, boolean oneOffs) {
        List<ServiceContainer> found = operations.ps(project, List.of(service), true).stream()
                .filter(container -> oneOffs || !container.oneOff())
                .filter(this::matches)
                .toList();
        if (found.isEmpty()) {
            throw new JcomposeException(
                    Kind.NOT_FOUND,
                    "no container found for service \"" + service + "\"",
                    "bring it up first: jcompose up -d " + service);
        }
        return found;
    }
}

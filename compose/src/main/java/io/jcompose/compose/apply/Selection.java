package io.jcompose.compose.apply;

import io.jcompose.compose.plan.Dependencies;
import io.jcompose.compose.plan.Observation;
import io.jcompose.compose.plan.ObservedContainer;
import io.jcompose.compose.plan.ProjectOrigin;
import io.jcompose.engine.Engine;
import io.jcompose.error.JcomposeException;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The containers that a command on what exists is about. */
final class Selection {
    private final Engine engine;
    private final ProjectRef project;
    private final Observation observed;
    private final Dependencies dependencies;

    Selection(Engine engine, ProjectRef project) {
        this.engine = engine;
        this.project = project;
        this.observed = new Observer(engine).observe(project.name());
        this.dependencies = Dependencies.ofContainers(observed.containers());
        if (project instanceof ProjectRef.Loaded loaded) {
            ProjectOrigin.check(loaded.project(), observed);
        }
    }

    Observation observed() {
        return observed;
    }

    Dependencies dependencies() {
        return dependencies;
    }

    /** The project's containers with all that the engine knows of them, one-offs too, by service and number. */
    List<ServiceContainer> views() {
        return new Observer(engine).containers(project.name());
    }

    /** The services of the files, or else those that have containers. */
    Set<String> known() {
        Set<String> names = new LinkedHashSet<>();
        if (project instanceof ProjectRef.Loaded loaded) {
            names.addAll(loaded.project().allServices().keySet());
        }
        observed.containers().forEach(container -> names.add(container.service()));
        return names;
    }

    /** NOT_FOUND when the project does not have one of these. */
    void check(Collection<String> services) {
        for (String service : services) {
            if (!known().contains(service)) {
                throw new JcomposeException(
                        JcomposeException.Kind.NOT_FOUND,
                        "no such service: " + service,
                        known().isEmpty()
                                ? "project \"" + project.name() + "\" has no containers; bring it up first"
                                : "name one of: " + String.join(", ", known()));
            }
        }
    }

    /** The containers of these services, or of all; without one-offs. */
    List<ObservedContainer> containers(Collection<String> services) {
        check(services);
        return observed.containers().stream()
                .filter(container -> !container.place().oneOff())
                .filter(container -> services.isEmpty() || services.contains(container.service()))
                .toList();
    }
}

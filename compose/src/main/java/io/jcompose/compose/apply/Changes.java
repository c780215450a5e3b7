package io.jcompose.compose.apply;

import io.jcompose.compose.apply.spec.SpecDifference;
import io.jcompose.compose.model.Project;
import io.jcompose.compose.model.Service;
import io.jcompose.compose.plan.Labels;
import io.jcompose.compose.plan.Observation;
import io.jcompose.compose.plan.ObservedContainer;
import io.jcompose.compose.plan.Wanted;
import io.jcompose.compose.plan.Wanted.WantedService;
import io.jcompose.error.JcomposeException;
import java.util.LinkedHashMap;
import java.util.Map;

/** Puts into words what has changed in the files since a container was made. */
final class Changes {
    private final Session session;
    private final ContainerMaker maker;

    Changes(Session session, Project project) {
        this.session = session;
        this.maker = new ContainerMaker(session, project);
    }

    /** By id, of those whose configuration has changed. */
    Map<String, String> of(Wanted wanted, Observation observed) {
        Map<String, String> changes = new LinkedHashMap<>();
        for (ObservedContainer container : observed.containers()) {
            WantedService service = wanted.services().get(container.service());
            if (service != null
                    && !container.place().oneOff()
                    && !service.configHash().equals(container.labels().get(Labels.CONFIG_HASH))) {
                changes.put(container.id(), of(service.service(), container));
            }
        }
        return changes;
    }

    String of(Service service, ObservedContainer container) {
        try {
            return session.engine()
                    .containers()
                    .find(container.id())
                    .map(now -> String.join(
                            ", ", SpecDifference.between(now.spec(), maker.spec(service, container.name()))))
                    .orElse("");
        } catch (JcomposeException _) {
            // What it shares a namespace with is gone. The new container will say so where it matters; here are only
            // words.
            return "";
        }
    }
}

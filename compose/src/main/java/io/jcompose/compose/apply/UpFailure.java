package io.jcompose.compose.apply;

import io.jcompose.compose.apply.Executor.Outcome;
import io.jcompose.compose.plan.Action;
import io.jcompose.compose.plan.ObservedContainer;
import io.jcompose.compose.plan.Plan;
import io.jcompose.compose.plan.Step;
import io.jcompose.engine.container.Container;
import io.jcompose.engine.container.ContainerState;
import io.jcompose.error.JcomposeException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** After a failed {@code up}: what was begun and is of no use goes away, what runs stays. */
final class UpFailure {
    private final Session session;
    private final UpOptions options;
    private final Plan plan;
    private final Making making;
    private final Set<Integer> done;

    UpFailure(Session session, UpOptions options, Plan plan, Making making, Set<Integer> done) {
        this.session = session;
        this.options = options;
        this.plan = plan;
        this.making = making;
        this.done = Set.copyOf(done);
    }

    void raise(Outcome outcome) {
        boolean interrupted = Thread.interrupted();
        try {
            if (options.start()) {
                removeContainers();
            }
            removeNetworks();
            Failures.raise(session, outcome);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Those that this operation made and that were never started. One that has its predecessor's place already stays: there is no other. */
    private void removeContainers() {
        Set<String> placed = new HashSet<>();
        for (Step step : plan.steps()) {
            if (step.action() instanceof Action.RenameContainer rename && done.contains(step.id())) {
                placed.add(rename.container());
            }
        }
        for (String id : making.madeContainers()) {
            Optional<Container> container = session.engine().containers().find(id);
            if (container.isPresent()
                    && neverRan(container.get().state())
                    && !placed.contains(container.get().name())) {
                quietly(() -> session.engine().containers().remove(id, true, !inherits(container.get())));
            }
        }
    }

    private static boolean neverRan(ContainerState state) {
        return state instanceof ContainerState.Created
                || (state instanceof ContainerState.Exited(ContainerState.Exit exit)
                        && !exit.error().isEmpty());
    }

    /** It has anonymous volumes of the container that it was to replace. */
    private boolean inherits(Container container) {
        return plan.steps().stream()
                .map(Step::action)
                .anyMatch(action -> action instanceof Action.CreateContainer create
                        && create.inherit()
                        && create.replaced().map(ObservedContainer::id).isPresent()
                        && create.container().equals(container.name()));
    }

    private void removeNetworks() {
        List<Container> containers = session.engine().containers().list();
        for (String id : making.madeNetworks()) {
            session.engine().networks().find(id).ifPresent(network -> {
                boolean used = containers.stream()
                        .flatMap(container -> container.spec().networking().attachments().stream())
                        .anyMatch(attachment -> attachment.network().equals(network.name())
                                || attachment.network().equals(id));
                if (!used) {
                    quietly(() -> session.engine().networks().remove(id));
                }
            });
        }
    }

    /** The failure itself is what the user has to hear; what could not be cleaned is a warning. */
    private void quietly(Runnable action) {
        try {
            action.run();
        } catch (JcomposeException e) {
            session.warn("cleaning up after the failure: " + e.getMessage());
        }
    }
}

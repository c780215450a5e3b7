package io.jcompose.compose.apply;

import io.jcompose.compose.model.Service;
import io.jcompose.compose.plan.Wanted;
import io.jcompose.engine.container.ContainerState;
import io.jcompose.error.JcomposeException;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** {@code up} in the foreground: everything is created, the logs are followed, everything is started, and then it waits for an ending. */
final class AttachedUp {
    private static final int INTERRUPTED = 130;

    private final Session session;
    private final Turns turns;
    private final LifecycleOperations lifecycle;
    private final UpOptions options;
    private final AttachOptions attach;
    private final LogSink sink;

    AttachedUp(Session session, Turns turns, UpOptions options, AttachOptions attach, LogSink sink) {
        this.session = session;
        this.turns = turns;
        this.lifecycle = new LifecycleOperations(session);
        this.options = options;
        this.attach = attach;
        this.sink = sink;
    }

    /** @param turn given back when everything is started */
    int run(UpOperation operation, Turns.Turn turn) {
        Wanted wanted = operation.wanted();
        Instant since = Instant.now();
        operation.create();
        List<ServiceContainer> all = containers(wanted, wanted.services().keySet());
        List<ServiceContainer> shown = containers(wanted, shown(wanted));
        session.on(new Progress.Attaching(shown));
        try (LogFollower follower = new LogFollower(session.engine(), shown, since, sink);
                Exits exits = new Exits(session.engine(), all, attach, follower)) {
            try {
                operation.finish();
                turn.close();
                int code = exits.await();
                if (attach.ending() != AttachOptions.Ending.ALL_EXITED
                        || attach.exitCodeFrom().isPresent()) {
                    session.on(new Progress.Ending("Aborting on container exit..."));
                    stopAll(wanted);
                    exits.hearRest();
                }
                follower.drain();
                return code;
            } catch (InterruptedException _) {
                return stopOnInterrupt(wanted, follower);
            } catch (JcomposeException e) {
                turn.close();
                if (e.kind() == JcomposeException.Kind.INTERRUPTED) {
                    return stopOnInterrupt(wanted, follower);
                }
                throw e;
            }
        }
    }

    private List<ServiceContainer> containers(Wanted wanted, Set<String> services) {
        return new Observer(session.engine())
                .containers(wanted.project().name()).stream()
                        .filter(container -> !container.oneOff() && services.contains(container.service()))
                        .filter(this::isNotReplaced)
                        .toList();
    }

    /** A stopped old one beside its successor has nothing more to say. */
    private boolean isNotReplaced(ServiceContainer container) {
        return !(container.container().state() instanceof ContainerState.Removing);
    }

    private Set<String> shown(Wanted wanted) {
        return wanted.services().values().stream()
                .map(Wanted.WantedService::service)
                .filter(service -> !attach.noAttach().contains(service.name()))
                .filter(service -> isShown(service, wanted))
                .map(Service::name)
                .collect(Collectors.toSet());
    }

    private boolean isShown(Service service, Wanted wanted) {
        if (!attach.attach().isEmpty()) {
            return attach.attach().contains(service.name())
                    || (attach.attachDependencies() && !wanted.selected().contains(service.name()));
        }
        boolean concerned = wanted.selected().contains(service.name()) || attach.attachDependencies();
        return concerned && service.metadata().attach();
    }

    private void stopAll(Wanted wanted) {
        try (Turns.Turn turn = turns.take(wanted.project().name(), session)) {
            lifecycle.stop(
                    ProjectRef.of(wanted.project()),
                    List.copyOf(wanted.services().keySet()),
                    options.stopTimeout());
        }
    }

    /** The first Ctrl-C stops gracefully, with the logs still shown; a second one meanwhile kills. */
    private int stopOnInterrupt(Wanted wanted, LogFollower follower) {
        Thread.interrupted();
        if (session.isGone()) {
            return INTERRUPTED;
        }
        session.on(new Progress.Ending("Gracefully stopping... (press Ctrl+C again to force)"));
        Thread stopper = Thread.ofVirtual().name("graceful-stop").start(() -> quietly(() -> stopAll(wanted)));
        try {
            stopper.join();
            follower.drain();
        } catch (InterruptedException _) {
            quietly(() -> killAll(wanted));
        }
        return INTERRUPTED;
    }

    private void quietly(Runnable work) {
        try {
            work.run();
        } catch (JcomposeException e) {
            session.warn(String.valueOf(e.getMessage()));
        }
    }

    /** Does not wait for its turn, which the stop has that is under way. */
    private void killAll(Wanted wanted) {
        lifecycle.kill(
                ProjectRef.of(wanted.project()), List.copyOf(wanted.services().keySet()), "KILL", false);
    }
}

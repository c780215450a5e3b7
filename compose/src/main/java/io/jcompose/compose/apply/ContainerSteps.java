package io.jcompose.compose.apply;

import io.jcompose.compose.apply.Progress.Kind;
import io.jcompose.compose.apply.Progress.Phase;
import io.jcompose.compose.plan.Action;
import io.jcompose.compose.plan.ObservedContainer;
import io.jcompose.engine.container.ContainerState;
import io.jcompose.engine.container.Containers;
import io.jcompose.engine.container.Deafness;
import io.jcompose.error.JcomposeException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** The steps on containers that exist. */
final class ContainerSteps {
    private final Session session;
    private final Containers containers;
    private final Hooks hooks;
    private final Set<String> replaced;

    /** @param replaced ids of containers whose going is part of a replacement and not told for itself */
    ContainerSteps(Session session, Hooks hooks, Set<String> replaced) {
        this.session = session;
        this.hooks = hooks;
        this.containers = session.engine().containers();
        this.replaced = Set.copyOf(replaced);
    }

    void rename(Action.RenameContainer rename) {
        containers.rename(rename.from(), rename.container());
        if (!replaced.contains(rename.from())) {
            session.tell(Kind.CONTAINER, rename.container(), Phase.RECREATED);
        }
    }

    /** Whoever waits in a step stops waiting. */
    void breakOff() {
        hooks.breakOff();
    }

    void start(Action.StartContainer start) throws InterruptedException {
        session.tell(Kind.CONTAINER, start.container(), Phase.STARTING);
        try {
            containers.start(start.container());
        } catch (RuntimeException e) {
            start.fallback().ifPresent(old -> restore(start.container(), old, e));
            throw e;
        }
        hooks.postStart(start.service(), start.container());
        started(start.container());
    }

    private void started(String container) {
        session.tell(Kind.CONTAINER, container, Phase.STARTED);
        containers.notes(container).forEach(note -> session.warn("container \"" + container + "\": " + note));
    }

    /** The new container can't be started: the one that it was to replace takes its place again. */
    private void restore(String name, ObservedContainer old, RuntimeException why) {
        try {
            containers.remove(name, true, false);
            containers.rename(old.id(), old.name());
            if (old.life().isAlive()) {
                containers.start(old.id());
                session.warn("container \"" + old.name()
                        + "\" runs again as it was before, because the new one can't be started");
            }
        } catch (RuntimeException e) {
            why.addSuppressed(e);
        }
    }

    void stop(Action.StopContainer stop, Optional<Duration> timeout) throws InterruptedException {
        boolean quiet = replaced.contains(stop.container());
        if (!quiet) {
            session.tell(Kind.CONTAINER, stop.name(), Phase.STOPPING);
        }
        preStop(stop, quiet);
        unlessGone(() ->
                end(stop.container(), timeout, () -> containers.stop(stop.container(), Optional.empty(), timeout)));
        if (!quiet) {
            session.tell(Kind.CONTAINER, stop.name(), Phase.STOPPED);
        }
    }

    private void end(String container, Optional<Duration> timeout, Supplier<Optional<ContainerState.Exit>> ending) {
        Optional<Deafness> deaf =
                containers.find(container).flatMap(found -> Deafness.of(found, Optional.empty(), timeout));
        Optional<ContainerState.Exit> exit = ending.get();
        deaf.flatMap(known -> exit.flatMap(known::after))
                .map(warning -> warning + "; set `init: true` or a shorter `stop_grace_period`")
                .ifPresent(session::warn);
    }

    /** For one that is replaced the files may name a hook that it does not know yet: what fails there is no reason to keep it. */
    private void preStop(Action.StopContainer stop, boolean replaced) throws InterruptedException {
        try {
            hooks.preStop(stop.service(), stop.container());
        } catch (JcomposeException e) {
            boolean ended = e.kind() == JcomposeException.Kind.NOT_FOUND || e.kind() == JcomposeException.Kind.CONFLICT;
            if (replaced && !ended) {
                session.warn("container \"" + stop.name() + "\" is replaced although its " + e.getMessage());
            } else if (!ended) {
                throw e;
            }
        }
    }

    void restart(Action.RestartContainer restart, Optional<Duration> timeout) throws InterruptedException {
        session.tell(Kind.CONTAINER, restart.container(), Phase.RESTARTING);
        hooks.preStop(restart.service(), restart.container());
        end(restart.container(), timeout, () -> containers.restart(restart.container(), Optional.empty(), timeout));
        hooks.postStart(restart.service(), restart.container());
        started(restart.container());
    }

    void remove(Action.RemoveContainer remove) {
        boolean quiet = replaced.contains(remove.container());
        if (!quiet) {
            session.tell(Kind.CONTAINER, remove.name(), Phase.REMOVING);
        }
        unlessGone(() -> containers.remove(remove.container(), true, remove.volumes()));
        if (!quiet) {
            session.tell(Kind.CONTAINER, remove.name(), Phase.REMOVED);
        }
    }

    /** Somebody else (an auto-remove, another command) may have been faster. */
    private static void unlessGone(Runnable action) {
        try {
            action.run();
        } catch (JcomposeException e) {
            if (e.kind() != JcomposeException.Kind.NOT_FOUND) {
                throw e;
            }
        }
    }
}

package io.jcompose.compose.apply;

import io.jcompose.compose.apply.Progress.Kind;
import io.jcompose.compose.apply.Progress.Phase;
import io.jcompose.compose.plan.Action;
import io.jcompose.compose.plan.Step;
import io.jcompose.error.JcomposeException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Does what a step says, tells of it, and decides nothing. Steps that make something need the project's files; the others don't. */
final class StepRunner implements Executor.Runner {
    private final Session session;
    private final Optional<Duration> stopTimeout;
    private final ContainerSteps containers;
    private final Waits waits;
    private final Optional<Making> making;

    /** @param making absent for what works from labels alone */
    StepRunner(
            Session session,
            Optional<Duration> stopTimeout,
            ContainerSteps containers,
            Waits waits,
            Optional<Making> making) {
        this.session = session;
        this.stopTimeout = stopTimeout;
        this.containers = containers;
        this.waits = waits;
        this.making = making;
    }

    private Making making() {
        return making.orElseThrow(() -> new IllegalStateException("a plan without a project makes nothing"));
    }

    @Override
    public void breakOff() {
        containers.breakOff();
    }

    @Override
    public void run(Step step) throws InterruptedException {
        switch (step.action()) {
            case Action.PullImage pull -> making().pull(pull);
            case Action.BuildImage build -> making().build(build);
            case Action.CreateNetwork create -> making().createNetwork(create);
            case Action.CreateVolume create -> making().createVolume(create);
            case Action.CreateContainer create -> making().createContainer(create);
            case Action.ConnectNetwork connect -> making().connect(connect);
            case Action.AwaitService await -> waits.await(await);
            case Action.RemoveImage remove -> removeImage(remove);
            case Action.RemoveNetwork remove -> removeNetwork(remove);
            case Action.RemoveVolume remove -> removeVolume(remove);
            case Action.DisconnectNetwork disconnect ->
                session.engine().containers().disconnect(disconnect.container(), disconnect.network());
            case Action.RenameContainer rename -> containers.rename(rename);
            case Action.StartContainer start -> containers.start(start);
            case Action.StopContainer stop -> containers.stop(stop, stopTimeout);
            case Action.RestartContainer restart -> containers.restart(restart, stopTimeout);
            case Action.RemoveContainer remove -> containers.remove(remove);
        }
    }

    private void removeImage(Action.RemoveImage remove) {
        if (session.engine().images().find(remove.image()).isEmpty()) {
            return;
        }
        session.tell(Kind.IMAGE, remove.image(), Phase.REMOVING);
        try {
            session.engine().images().remove(remove.image(), false);
            session.tell(Kind.IMAGE, remove.image(), Phase.REMOVED);
        } catch (JcomposeException e) {
            stays(Kind.IMAGE, remove.image(), e);
        }
    }

    private void removeNetwork(Action.RemoveNetwork remove) {
        if (session.engine().networks().find(remove.name()).isEmpty()) {
            return;
        }
        session.tell(Kind.NETWORK, remove.name(), Phase.REMOVING);
        try {
            session.engine().networks().remove(remove.name());
            session.tell(Kind.NETWORK, remove.name(), Phase.REMOVED);
        } catch (JcomposeException e) {
            if (making.isPresent()) {
                throw e;
            }
            stays(Kind.NETWORK, remove.name(), inUse(remove.name(), e));
        }
    }

    /** The network module knows sandboxes by their ids; a user knows containers by their names. */
    private JcomposeException inUse(String network, JcomposeException e) {
        List<String> users = session.engine().networks().find(network).stream()
                .flatMap(found -> session.engine().networks().connected(found.id()).stream())
                .flatMap(id -> session.engine().containers().find(id).stream())
                .map(container -> "\"" + container.name() + "\"")
                .toList();
        return e.kind() != JcomposeException.Kind.CONFLICT || users.isEmpty()
                ? e
                : new JcomposeException(
                        e.kind(),
                        "network \"" + network + "\" stays, because other containers are connected to it: "
                                + String.join(", ", users));
    }

    private void removeVolume(Action.RemoveVolume remove) {
        session.tell(Kind.VOLUME, remove.name(), Phase.REMOVING);
        try {
            session.engine().volumes().remove(remove.name());
            session.tell(Kind.VOLUME, remove.name(), Phase.REMOVED);
        } catch (JcomposeException e) {
            if (making.isPresent()) {
                throw e;
            }
            stays(Kind.VOLUME, remove.name(), e);
        }
    }

    /** What somebody else still uses is left to him: the rest of a `down` is no worse for it. */
    private void stays(Kind kind, String name, JcomposeException e) {
        switch (e.kind()) {
            case CONFLICT -> {
                session.tell(kind, name, Phase.SKIPPED, "Resource is still in use");
                session.warn(String.valueOf(e.getMessage()));
            }
            case NOT_FOUND -> session.tell(kind, name, Phase.REMOVED);
            default -> throw e;
        }
    }
}

package io.jcompose.engine.container;

import io.jcompose.engine.container.ContainerState.Exit;
import io.jcompose.engine.container.Containers.Attachment;
import io.jcompose.engine.container.Containers.Caller;
import io.jcompose.error.JcomposeException;
import io.jcompose.error.JcomposeException.Kind;
import java.time.Duration;
import java.util.Optional;

/** Starts and stops by the user's will, each with the container's operation lock held, and told. */
final class Lifecycle {
    private final EngineParts parts;
    private final ContainerTable table;
    private final Starting starting;
    private final Stopping stopping;

    Lifecycle(EngineParts parts, ContainerTable table, Starting starting, Stopping stopping) {
        this.parts = parts;
        this.table = table;
        this.starting = starting;
        this.stopping = stopping;
    }

    /** Nothing happens to one that runs. */
    void start(Cell cell) {
        if (!cell.snapshot().state().running()) {
            forgetRestarts(cell);
            starting.start(cell);
            tell("start", cell);
        }
    }

    /** @throws JcomposeException CONFLICT when it runs */
    Attachment startAttached(Cell cell, Caller caller) {
        if (cell.snapshot().state().running()) {
            throw new JcomposeException(
                    Kind.CONFLICT, "container \"" + cell.snapshot().name() + "\" is running already", "attach to it");
        }
        forgetRestarts(cell);
        Attachment attachment = starting.startAttached(cell, caller);
        tell("start", cell);
        return attachment;
    }

    private void forgetRestarts(Cell cell) {
        cell.cancelPendingRestart();
        cell.resetBackOff();
        table.updateInMemory(cell, c -> With.restarts(c, 0));
    }

    /** Parameters and result as of {@link Containers#stop}. */
    Optional<Exit> stop(Cell cell, Optional<String> signal, Optional<Duration> grace) {
        if (!stopping.end(cell, signal, grace)) {
            return Optional.empty();
        }
        tell("stop", cell);
        return cell.snapshot().state() instanceof ContainerState.Exited(Exit exit)
                ? Optional.of(exit)
                : Optional.empty();
    }

    /** The lock that is held keeps others away from the container in between, and its removal after its end. */
    Optional<Exit> restart(Cell cell, Optional<String> signal, Optional<Duration> grace) {
        Optional<Exit> ended = stop(cell, signal, grace);
        start(cell);
        tell("restart", cell);
        return ended;
    }

    private void tell(String action, Cell cell) {
        Container container = cell.snapshot();
        parts.storage().events().publish("container", action, container.id().value(), Starting.attributes(container));
    }
}

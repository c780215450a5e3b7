package io.jcompose.engine.container;

import io.jcompose.error.JcomposeException;
import io.jcompose.error.JcomposeException.Kind;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** Freezes containers and thaws them. Whatever fails or is killed between the kernel's part and the database's, the two agree afterwards. */
final class Pausing {
    private final EngineParts parts;
    private final ContainerTable table;

    Pausing(EngineParts parts, ContainerTable table) {
        this.parts = parts;
        this.table = table;
    }

    /** @throws JcomposeException CONFLICT when it does not run or is paused */
    void pause(Cell cell) {
        cell.operation.lock();
        try {
            Cell.Live live = Running.require(cell);
            if (isPaused(cell)) {
                throw new JcomposeException(
                        Kind.CONFLICT,
                        "container \"" + cell.snapshot().name() + "\" is already paused",
                        "unpause it first");
            }
            if (!freeze(cell, live, table::update)) {
                throw Running.not(cell);
            }
        } finally {
            cell.operation.unlock();
        }
    }

    /** @throws JcomposeException CONFLICT when it does not run or is not paused */
    void unpause(Cell cell) {
        cell.operation.lock();
        try {
            Running.require(cell);
            if (!isPaused(cell)) {
                throw new JcomposeException(
                        Kind.CONFLICT, "container \"" + cell.snapshot().name() + "\" is not paused", "pause it first");
            }
            if (!thaw(cell)) {
                throw Running.not(cell);
            }
        } finally {
            cell.operation.unlock();
        }
    }

    /**
     * Work on a container that stands still meanwhile, unless it does not run or is paused anyway. One that is killed then needs no thawing. Nothing is
     * saved: a killed engine's successor thaws it.
     */
    <T> T during(Cell cell, Supplier<T> work) {
        boolean frozen;
        cell.operation.lock();
        try {
            frozen = !isPaused(cell)
                    && cell.live()
                            .map(live -> freeze(cell, live, table::updateInMemory))
                            .orElse(false);
        } finally {
            cell.operation.unlock();
        }
        try {
            return work.get();
        } finally {
            if (frozen) {
                cell.operation.lock();
                try {
                    thaw(cell);
                } finally {
                    cell.operation.unlock();
                }
            }
        }
    }

    /** False when it ended before. */
    private boolean freeze(Cell cell, Cell.Live live, BiFunction<Cell, UnaryOperator<Container>, Container> update) {
        if (!Running.orEnded(live, () -> parts.kernel().runtime().pause(live.process()))) {
            return false;
        }
        try {
            publish("pause", update.apply(cell, c -> With.state(c, With.paused(c.state(), true))));
            live.health().paused(true);
            return true;
        } catch (RuntimeException e) {
            parts.kernel().runtime().resume(live.process());
            throw e;
        }
    }

    /** With the operation lock held. False when nothing was to be thawed: it does not run, is not paused, or ended before. */
    boolean thaw(Cell cell) {
        Optional<Cell.Live> live = cell.live().filter(running -> isPaused(cell));
        if (live.isEmpty()
                || !Running.orEnded(
                        live.get(),
                        () -> parts.kernel().runtime().resume(live.get().process()))) {
            return false;
        }
        live.get().health().paused(false);
        publish("unpause", table.update(cell, c -> With.state(c, With.paused(c.state(), false))));
        return true;
    }

    /** Of a container that is taken over: a freezing that was not saved is undone, a thawing that was not saved is. */
    void settle(Cell cell, Cell.Live live) {
        boolean saved = isPaused(cell);
        boolean frozen = parts.kernel().runtime().isPaused(live.process());
        if (frozen && !saved) {
            parts.kernel().runtime().resume(live.process());
        } else if (saved && !frozen) {
            table.update(cell, c -> With.state(c, With.paused(c.state(), false)));
        }
        live.health().paused(saved && frozen);
    }

    private static boolean isPaused(Cell cell) {
        return cell.snapshot().state() instanceof ContainerState.Running running && running.paused();
    }

    private void publish(String action, Container container) {
        parts.storage().events().publish("container", action, container.id().value(), Starting.attributes(container));
    }
}

package io.jcompose.engine.container;

import io.jcompose.error.JcomposeException;
import io.jcompose.error.JcomposeException.Kind;
import io.jcompose.linux.LinuxException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/** What is done to containers that run, and may end by themselves at any moment, whatever lock is held. */
final class Running {
    /** A process that ends gives up its namespaces and its group some time before it has ended; the rest of its container must end in between. */
    private static final long ENDING_MILLIS = 1000;

    private Running() {}

    /** @throws JcomposeException CONFLICT when it does not run */
    static Cell.Live require(Cell cell) {
        return cell.live().orElseThrow(() -> not(cell));
    }

    /**
     * Work on its processes, namespaces or groups.
     *
     * @throws JcomposeException CONFLICT when that fails because it has ended meanwhile
     */
    static <T> T unlessEnded(Cell cell, Cell.Live live, Supplier<T> work) {
        try {
            return work.get();
        } catch (LinuxException e) {
            throw ends(live) ? not(cell) : e;
        }
    }

    /** Work on its processes, whether by the engine's own runtime or another; false when it could not be done because the container has ended meanwhile. */
    static boolean orEnded(Cell.Live live, Runnable work) {
        try {
            work.run();
            return true;
        } catch (LinuxException | JcomposeException e) {
            if (ends(live)) {
                return false;
            }
            throw e;
        }
    }

    private static boolean ends(Cell.Live live) {
        try {
            live.process().exit().get(ENDING_MILLIS, TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException | CancellationException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    static JcomposeException not(Cell cell) {
        return new JcomposeException(
                Kind.CONFLICT, "container \"" + cell.snapshot().name() + "\" is not running", "start it first");
    }
}

package io.jcompose.engine.container;

import io.jcompose.engine.runtime.ContainerProcess;
import io.jcompose.engine.runtime.RuntimeSpec;
import io.jcompose.error.JcomposeException;
import io.jcompose.error.JcomposeException.Kind;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One container in the engine's memory: its latest snapshot and what is alive of it.
 *
 * <p>{@link #operation} orders what commands and the restart policy do to it (start, stop, remove ...). The end of its process is taken note of without
 * that lock, because a stop holds it while it waits for just this.
 */
final class Cell {
    final ContainerId id;
    final ContainerFiles files;
    final ReentrantLock operation = new ReentrantLock();
    final FileHolds holds = new FileHolds();

    private Container snapshot;
    private Container saved;
    private @Nullable Live live;
    private CompletableFuture<ContainerState.Exit> ended = new CompletableFuture<>();
    private CompletableFuture<ContainerState.Exit> nextExit = new CompletableFuture<>();
    private boolean stopRequested;
    private Duration backOff = Duration.ZERO;
    private @Nullable Runnable cancelRestart;

    /**
     * What exists while the container runs.
     *
     * @param spec what it was started by
     * @param once absent: its input never ends, or it has none, or that ended with the engine which held it
     */
    record Live(
            ContainerProcess process,
            RuntimeSpec spec,
            Output output,
            Optional<OnceInput> once,
            HealthMonitor health,
            MemoryWatch memory) {}

    Cell(Container snapshot, ContainerFiles files) {
        this.id = snapshot.id();
        this.snapshot = snapshot;
        this.saved = snapshot;
        this.files = files;
    }

    synchronized Container snapshot() {
        return snapshot;
    }

    synchronized void snapshot(Container next) {
        snapshot = next;
    }

    /** What the database has. */
    synchronized Container saved() {
        return saved;
    }

    synchronized void saved(Container now) {
        saved = now;
    }

    synchronized Optional<Live> live() {
        return Optional.ofNullable(live);
    }

    /** It runs from now on; whoever awaits its end waits for this run's. */
    synchronized void began(Live now) {
        live = now;
        stopRequested = false;
        cancelRestart = null;
        if (ended.isDone() || snapshot.state() instanceof ContainerState.Exited) {
            CompletableFuture<ContainerState.Exit> before = ended;
            ended = new CompletableFuture<>();
            // who waits since before a start that failed
            ended.thenAccept(before::complete);
        }
    }

    synchronized void died() {
        live = null;
    }

    /** Completes when the container has ended for good: no restart is pending. */
    synchronized CompletableFuture<ContainerState.Exit> ended() {
        return ended;
    }

    /** Its process has ended, and this can be seen. */
    void exited(ContainerState.Exit exit) {
        CompletableFuture<ContainerState.Exit> now;
        synchronized (this) {
            now = nextExit;
            nextExit = new CompletableFuture<>();
        }
        now.complete(exit);
    }

    private synchronized CompletableFuture<ContainerState.Exit> nextExit() {
        return nextExit;
    }

    /** Blocks until it has ended for good. */
    ContainerState.Exit awaitEnd() {
        return snapshot().state() instanceof ContainerState.Exited exited ? exited.exit() : get(ended());
    }

    /** Blocks until its process ends, whether or not a restart follows. */
    ContainerState.Exit awaitExit() {
        // taken before the state is looked at, so that no end is missed in between
        CompletableFuture<ContainerState.Exit> next = nextExit();
        return snapshot().state() instanceof ContainerState.Exited exited
                ? exited.exit()
                : get(next.applyToEither(ended(), exit -> exit));
    }

    private ContainerState.Exit get(CompletableFuture<ContainerState.Exit> exit) {
        try {
            return exit.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new JcomposeException(
                    Kind.INTERRUPTED,
                    "interrupted while container \"" + snapshot().name() + "\" ran");
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    /** From now on an end of the process is the user's will. */
    synchronized void requestStop() {
        stopRequested = true;
    }

    synchronized boolean stopRequested() {
        return stopRequested;
    }

    /** The delay before the next restart: 100 ms, doubled each time up to a minute; anew from 100 ms after a run of 10 s or more (moby restartmanager). */
    synchronized Duration nextBackOff(Duration lastRun) {
        Duration first = Duration.ofMillis(100);
        boolean again = !backOff.isZero() && lastRun.compareTo(Duration.ofSeconds(10)) < 0;
        Duration next = again ? backOff.multipliedBy(2) : first;
        Duration longest = Duration.ofMinutes(1);
        backOff = next.compareTo(longest) > 0 ? longest : next;
        return backOff;
    }

    synchronized void resetBackOff() {
        backOff = Duration.ZERO;
    }

    synchronized void pendingRestart(Runnable cancel) {
        cancelRestart = cancel;
    }

    /** False when none is pending. */
    synchronized boolean cancelPendingRestart() {
        if (cancelRestart == null) {
            return false;
        }
        cancelRestart.run();
        cancelRestart = null;
        return true;
    }
}

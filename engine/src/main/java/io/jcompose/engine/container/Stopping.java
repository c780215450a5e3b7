package io.jcompose.engine.container;

import io.jcompose.engine.container.ContainerState.Exit;
import io.jcompose.error.JcomposeException;
import io.jcompose.error.JcomposeException.Kind;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/** Ends containers by the user's will: signal, grace, SIGKILL. A restart that is pending does not come then. */
final class Stopping {
    static final Duration DEFAULT_GRACE = Duration.ofSeconds(10);
    /** How long a process may take to disappear after SIGKILL; longer means that the kernel holds it (a dead disk). */
    private static final Duration AFTER_KILL = Duration.ofSeconds(10);

    /** How long a process that was killed may take to disappear before it is asked what holds it. */
    private static final Duration FREE_TO_END = Duration.ofMillis(200);

    private final EngineParts parts;
    private final Supervisor supervisor;
    private final Consumer<Cell> unpause;

    Stopping(EngineParts parts, Supervisor supervisor, Consumer<Cell> unpause) {
        this.parts = parts;
        this.supervisor = supervisor;
        this.unpause = unpause;
    }

    /**
     * With the operation lock held; returns when it has ended for good, false when it had before.
     *
     * @param signal absent: the container's, or its image's, or SIGTERM
     * @param grace absent: the container's, or ten seconds; negative: without end
     */
    boolean end(Cell cell, Optional<String> signal, Optional<Duration> grace) {
        Container container = cell.snapshot();
        if (!container.state().running() && !(container.state() instanceof ContainerState.Restarting)) {
            return false;
        }
        // taken before the request: whoever sees the request completes this one
        CompletableFuture<Exit> ended = cell.ended();
        cell.requestStop();
        if (supervisor.callOffRestart(cell)) {
            return true;
        }
        if (container.state() instanceof ContainerState.Running running && running.paused()) {
            unpause.accept(cell);
        }
        int wanted = Signals.number(signal.or(() -> stopSignal(container)).orElse("TERM"));
        Duration patience =
                grace.or(() -> container.spec().supervision().stopTimeout()).orElse(DEFAULT_GRACE);
        if (!patience.isZero() || wanted == Signals.KILL) {
            send(cell, wanted);
            if (awaitEnd(cell, ended, patience)) {
                return true;
            }
        }
        send(cell, Signals.KILL);
        cell.live().ifPresent(live -> parts.kernel().runtime().killAll(live.process()));
        awaitKilled(cell, ended);
        return true;
    }

    private static void awaitKilled(Cell cell, CompletableFuture<Exit> ended) {
        if (!awaitEnd(cell, ended, AFTER_KILL)) {
            throw new JcomposeException(
                    Kind.UNAVAILABLE,
                    "container \"" + cell.snapshot().name() + "\" does not end, even though it was killed",
                    "look for a process in state D (a disk or a network mount that does not answer)");
        }
    }

    private Optional<String> stopSignal(Container container) {
        return container
                .spec()
                .supervision()
                .stopSignal()
                .or(() -> parts.storage()
                        .images()
                        .find(container.imageId().value())
                        .flatMap(image -> image.config().stopSignal()));
    }

    private static boolean awaitEnd(Cell cell, CompletableFuture<Exit> ended, Duration patience) {
        try {
            if (patience.isNegative()) {
                ended.get();
            } else {
                ended.get(patience.toNanos(), TimeUnit.NANOSECONDS);
            }
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new JcomposeException(
                    Kind.INTERRUPTED,
                    "interrupted while container \"" + cell.snapshot().name() + "\" was stopping");
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Sends a signal, without waiting for a stop that is under way; SIGKILL returns when it has ended. One that is meant as the end is the user's will:
     * a paused container wakes up to it, a pending restart does not come (moby daemon/kill.go).
     *
     * @throws JcomposeException CONFLICT when it neither runs nor is about to
     */
    void kill(Cell cell, String signal) {
        int number = Signals.number(signal);
        CompletableFuture<Exit> ended = cell.ended();
        if (!meansTheEnd(cell.snapshot(), number)) {
            require(cell);
            send(cell, number);
            return;
        }
        // before the state is looked at, because who decides on a restart looks in the other order
        cell.requestStop();
        if (cell.snapshot().state() instanceof ContainerState.Running running && !running.paused()) {
            // of a run that has begun in between, too
            cell.requestStop();
            send(cell, number);
        } else {
            wake(cell, number, () -> require(cell));
        }
        if (number == Signals.KILL) {
            if (!awaitEnd(cell, ended, FREE_TO_END)) {
                wake(cell, number, () -> {});
            }
            awaitKilled(cell, ended);
        }
    }

    /**
     * Of one that stands still or waits for its restart, neither of which must change meanwhile. Also of one that a pause or a restart has met with the
     * signal on its way: the freezer of cgroup v1 keeps what was about to end.
     */
    private void wake(Cell cell, int signal, Runnable check) {
        cell.operation.lock();
        try {
            check.run();
            cell.requestStop();
            if (!supervisor.callOffRestart(cell)) {
                send(cell, signal);
                unpause.accept(cell);
            }
        } finally {
            cell.operation.unlock();
        }
    }

    private static void require(Cell cell) {
        ContainerState state = cell.snapshot().state();
        if (!state.running() && !(state instanceof ContainerState.Restarting)) {
            throw new JcomposeException(
                    Kind.CONFLICT,
                    "cannot kill container \"" + cell.snapshot().name() + "\": it is not running",
                    "start it first");
        }
    }

    /**
     * Docker takes every signal for that when a container has no stop signal of its own, so that a program told to read its configuration anew (SIGHUP) is
     * never restarted again; here only those that ask for an end.
     */
    private boolean meansTheEnd(Container container, int signal) {
        return signal == Signals.KILL
                || stopSignal(container)
                        .map(own -> Signals.number(own) == signal)
                        .orElse(signal == Signals.TERM || signal == Signals.INT || signal == Signals.QUIT);
    }

    private void send(Cell cell, int signal) {
        cell.live().ifPresent(live -> {
            parts.kernel().runtime().signal(live.process(), signal);
            Map<String, String> attributes = Starting.attributes(cell.snapshot());
            attributes.put("signal", Integer.toString(signal));
            parts.storage().events().publish("container", "kill", cell.id.value(), attributes);
        });
    }
}

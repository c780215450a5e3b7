package io.jcompose.engine.container;

import io.jcompose.engine.container.ContainerSpec.RestartPolicy;
import io.jcompose.engine.container.ContainerState.Exit;
import io.jcompose.engine.runtime.ExitStatus;
import io.jcompose.engine.runtime.TerminalEnd;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntUnaryOperator;

/** What follows when a container's process has ended: taking note, tidying up, restarting by policy, removing. */
final class Supervisor {
    private static final System.Logger LOG = System.getLogger(Supervisor.class.getName());

    private final EngineParts parts;
    private final ContainerTable table;
    private final Endpoints endpoints;
    private final MountPoints mountPoints;
    private final Creation creation;
    private final Unattended unattended = new Unattended();
    private volatile boolean closed;

    Supervisor(
            EngineParts parts, ContainerTable table, Endpoints endpoints, MountPoints mountPoints, Creation creation) {
        this.parts = parts;
        this.table = table;
        this.endpoints = endpoints;
        this.mountPoints = mountPoints;
        this.creation = creation;
    }

    /** From now on nothing is restarted: the engine ends. */
    void close() {
        closed = true;
        unattended.close();
    }

    /** Starts a container again; given by who owns both this and {@link Starting}. */
    @FunctionalInterface
    interface Restart {
        void start(Cell cell);
    }

    /** On a virtual thread, once for each run. */
    void ended(Cell cell, ExitStatus status, Restart restart) {
        Optional<Cell.Live> live = cell.live();
        if (live.isEmpty() || closed) {
            return;
        }
        Cell.Live run = live.get();
        run.health().stop();
        Optional<ContainerState.Running> running =
                cell.snapshot().state() instanceof ContainerState.Running now ? Optional.of(now) : Optional.empty();
        String name = "container " + cell.snapshot().name();
        unattended.run(
                "processes of " + name + " may go on",
                () -> parts.kernel().runtime().killAll(run.process()));
        boolean oom = unattended.get(
                "whether " + name + " wanted too much memory is not known", run.memory()::end, () -> false);
        Exit exit = new Exit(
                status.code(),
                running.map(ContainerState.Running::startedAt).orElseGet(() -> Instant.now(parts.clock())),
                Instant.now(parts.clock()),
                oom,
                cell.stopRequested(),
                "",
                running.flatMap(was -> was.health().last()));
        settle(cell, run, exit, restart);
    }

    /** Decides, tidies up, saves, tells. */
    private void settle(Cell cell, Cell.Live run, Exit exit, Restart restart) {
        Container before = cell.snapshot();
        // this run's: as soon as its end is seen, the next may begin
        CompletableFuture<Exit> ended = cell.ended();
        boolean again = wantsRestart(before, exit);
        ContainerState after = again ? new ContainerState.Restarting(exit) : new ContainerState.Exited(exit);
        CompletableFuture<Void> outside = again ? CompletableFuture.completedFuture(null) : beside(() -> letGo(cell));
        CompletableFuture<Void> kernel = beside(() -> clear(before, run));
        lastWords(before, run);
        unattended.run(
                "the end of container " + before.name() + " could not be saved",
                () -> table.saveAhead(cell, c -> With.state(again ? c : With.sandbox(c, Optional.empty()), after)));
        kernel.join();
        outside.join();
        // not before it is saved: an engine that comes after this one would not know how it ended
        unattended.run(
                "what was kept of container " + before.name() + " stays",
                () -> parts.kernel().runtime().forget(before.id().value(), run.spec()));
        cell.died();
        Container now = become(cell, after);
        unattended.run("the end of container " + before.name() + " is no event", () -> tell(now, exit));
        cell.exited(exit);
        parts.kernel().logActivity().touched();
        if (again) {
            scheduleWanted(cell, exit, restart);
        } else {
            ended.complete(exit);
            if (before.spec().supervision().autoRemove()) {
                removeAfterEnd(cell);
            }
        }
    }

    private static CompletableFuture<Void> beside(Runnable work) {
        return CompletableFuture.runAsync(
                work, begun -> Thread.ofVirtual().name("end").start(begun));
    }

    /** What can't be taken away (another's runtime fails, a process can't be killed) the next engine tries again. */
    private void clear(Container container, Cell.Live run) {
        unattended.run(
                "what is left of container " + container.name() + " in the kernel stays",
                () -> parts.kernel().runtime().clear(container.id().value(), run.spec()));
    }

    private void lastWords(Container container, Cell.Live run) {
        unattended.run("the last words of container " + container.name() + " may be lost", run.output()::finish);
        unattended.run("the input of container " + container.name() + " stays open", () -> {
            run.once().ifPresent(OnceInput::close);
            run.process().terminal().ifPresent(TerminalEnd::close);
        });
    }

    /** What can't be saved the next engine finds out by itself: the process is gone. */
    private Container become(Cell cell, ContainerState after) {
        return unattended.get(
                "the end of container " + cell.snapshot().name() + " is not saved",
                () -> table.update(cell, c -> With.state(c, after)),
                () -> table.updateInMemory(cell, c -> With.state(c, after)));
    }

    void tell(Container container, Exit exit) {
        Map<String, String> attributes = Starting.attributes(container);
        attributes.put("exitCode", Integer.toString(exit.code()));
        attributes.put(
                "execDuration",
                Long.toString(
                        Duration.between(exit.startedAt(), exit.finishedAt()).toSeconds()));
        parts.storage().events().publish("container", "die", container.id().value(), attributes);
    }

    /** Docker's rules (moby restartmanager): a stop by the user is final; on-failure counts. */
    static boolean wantsRestart(Container container, Exit exit) {
        RestartPolicy policy = container.spec().supervision().restart();
        if (exit.byUser()) {
            return false;
        }
        return switch (policy.condition()) {
            case NO -> false;
            case ALWAYS, UNLESS_STOPPED -> true;
            case ON_FAILURE -> exit.code() != 0 && (policy.maximum() == 0 || container.restarts() < policy.maximum());
        };
    }

    private void scheduleWanted(Cell cell, Exit exit, Restart restart) {
        scheduleRestart(cell, exit, restart);
        if (cell.stopRequested()) {
            // the stop or the signal came between the decision and now; it found no restart to call off
            callOffRestart(cell);
        }
    }

    void scheduleRestart(Cell cell, Exit exit, Restart restart) {
        Duration delay = cell.nextBackOff(Duration.between(exit.startedAt(), exit.finishedAt()));
        CompletableFuture<Void> cancelled = new CompletableFuture<>();
        long timer = parts.vertx().setTimer(Math.max(1, delay.toMillis()), id -> {
            if (!cancelled.isDone()) {
                Thread.ofVirtual().name("restart").start(() -> startAgain(cell, restarts -> restarts + 1, restart));
            }
        });
        cell.pendingRestart(() -> {
            cancelled.complete(null);
            parts.vertx().cancelTimer(timer);
        });
    }

    /**
     * The restart that is pending does not come: the container has ended for good, by the user's will. False when none is: who schedules one after a stop
     * was requested calls it off.
     */
    boolean callOffRestart(Cell cell) {
        if (!(cell.snapshot().state() instanceof ContainerState.Restarting restarting)
                || !cell.cancelPendingRestart()) {
            return false;
        }
        letGo(cell);
        Exit last = restarting.last();
        Exit exit = new Exit(
                last.code(), last.startedAt(), last.finishedAt(), last.oomKilled(), true, last.error(), last.health());
        become(cell, new ContainerState.Exited(exit));
        cell.ended().complete(exit);
        parts.kernel().logActivity().touched();
        return true;
    }

    /** What it has outside of itself for as long as it runs or is about to. */
    void letGo(Cell cell) {
        Container container = cell.snapshot();
        unattended.run("the network of container " + container.name() + " stays", () -> endpoints.close(cell));
        unattended.run(
                "the volumes of container " + container.name() + " stay in use",
                () -> mountPoints.letGo(container, cell.id.value()));
    }

    /**
     * Starts a container whose restart is due, unless that was called off. A start that fails is tried again like a run that failed, as the policy says: what
     * it waits for (a mount, a port) may come back.
     *
     * @param count how often it has then been started again by its policy, from how often it had been
     */
    void startAgain(Cell cell, IntUnaryOperator count, Restart restart) {
        cell.operation.lock();
        try {
            if (closed || !(cell.snapshot().state() instanceof ContainerState.Restarting)) {
                return;
            }
            table.update(cell, c -> With.restarts(c, count.applyAsInt(c.restarts())));
            restart.start(cell);
        } catch (RuntimeException e) {
            afterFailedStart(cell, e, restart);
        } finally {
            cell.operation.unlock();
        }
    }

    private void afterFailedStart(Cell cell, RuntimeException failure, Restart restart) {
        Container container = cell.snapshot();
        LOG.log(
                System.Logger.Level.WARNING,
                "container {0} could not be started again: {1}",
                container.name(),
                failure.getMessage());
        Instant now = Instant.now(parts.clock());
        Exit exit = container.state() instanceof ContainerState.Exited exited
                ? exited.exit()
                : new Exit(128, now, now, false, false, String.valueOf(failure.getMessage()), Optional.empty());
        if (wantsRestart(container, exit)) {
            become(cell, new ContainerState.Restarting(exit));
            scheduleWanted(cell, exit, restart);
        } else {
            become(cell, new ContainerState.Exited(exit));
            cell.ended().complete(exit);
        }
    }

    /** Of a container that is to be removed when it ends, unless who waited for its end has removed it or started it again. */
    void removeAfterEnd(Cell cell) {
        cell.operation.lock();
        try {
            if (table.find(cell.id.value()).isPresent()
                    && !cell.snapshot().state().running()) {
                unattended.run(
                        "container " + cell.snapshot().name() + " could not be removed",
                        () -> removeStopped(cell, true));
            }
        } finally {
            cell.operation.unlock();
        }
    }

    /** With the operation lock held; the container does not run. */
    void removeStopped(Cell cell, boolean volumes) {
        Container container = cell.snapshot();
        creation.remove(cell, volumes);
        cell.ended()
                .complete(new Exit(
                        0, container.created(), Instant.now(parts.clock()), false, true, "", Optional.empty()));
        parts.kernel().logActivity().touched();
        parts.storage().events().publish("container", "destroy", cell.id.value(), Starting.attributes(container));
    }
}

package io.jcompose.engine.container;

import io.jcompose.engine.container.ContainerState.Exit;
import io.jcompose.engine.container.ContainerState.Health;
import io.jcompose.engine.container.StartOrder.Need;
import io.jcompose.engine.event.Event;
import io.jcompose.engine.event.Events;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;

/**
 * Starts what has to run after the engine or the machine was away, each container once those of them that it needs are there. One whose need has failed
 * waits on, as a container that restarts, and is started when that one runs after all, or by hand.
 */
final class Replay {
    private static final System.Logger LOG = System.getLogger(Replay.class.getName());

    private final EngineParts parts;
    private final ContainerTable table;
    private final Supervisor supervisor;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    Replay(EngineParts parts, ContainerTable table, Supervisor supervisor) {
        this.parts = parts;
        this.table = table;
        this.supervisor = supervisor;
    }

    /** One container's start that is due. */
    private record Turn(Cell cell, List<Need> needs, Instant since, AtomicBoolean calledOff) {}

    /** @param due in state "restarting" */
    void begin(List<Cell> due, StartOrder order, Supervisor.Restart restart) {
        if (due.isEmpty()) {
            return;
        }
        Set<ContainerId> ids = due.stream().map(cell -> cell.id).collect(Collectors.toSet());
        Instant now = Instant.now(parts.clock());
        AtomicInteger left = new AtomicInteger(due.size());
        Events.Subscription subscription = parts.storage().events().subscribe(this::hear);
        for (Cell cell : due) {
            // what is not started along with it is as its user left it
            List<Need> needs = order.of(cell.id).stream()
                    .filter(need -> ids.contains(need.container()))
                    .toList();
            Turn turn = new Turn(cell, needs, now, new AtomicBoolean());
            cell.pendingRestart(() -> callOff(turn));
            Thread.ofVirtual().name("replay").start(() -> {
                if (awaitNeeds(turn)) {
                    supervisor.startAgain(cell, container -> 0, restart);
                }
                if (left.decrementAndGet() == 0) {
                    subscription.close();
                }
            });
        }
    }

    private void hear(Event event) {
        if (event.type().equals("container")) {
            wake();
        }
    }

    private void callOff(Turn turn) {
        turn.calledOff().set(true);
        wake();
    }

    private void wake() {
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** False when it was called off. */
    private boolean awaitNeeds(Turn turn) {
        lock.lock();
        try {
            Optional<Need> open = firstOpen(turn);
            open.ifPresent(need -> LOG.log(
                    System.Logger.Level.INFO,
                    "container {0} is started when {1} is there ({2})",
                    turn.cell().snapshot().name(),
                    table.get(need.container().value()).snapshot().name(),
                    need.condition().word()));
            while (!turn.calledOff().get() && open.isPresent()) {
                changed.await();
                open = firstOpen(turn);
            }
            return !turn.calledOff().get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            lock.unlock();
        }
    }

    private Optional<Need> firstOpen(Turn turn) {
        return turn.needs().stream().filter(need -> !isMet(need, turn.since())).findFirst();
    }

    private boolean isMet(Need need, Instant since) {
        Optional<Cell> cell = table.find(need.container().value());
        return cell.isEmpty()
                || switch (cell.get().snapshot().state()) {
                    case ContainerState.Created created -> false;
                    case ContainerState.Running running ->
                        switch (need.condition()) {
                            case STARTED -> true;
                            case HEALTHY ->
                                running.health().status() == Health.Status.HEALTHY
                                        || running.health().status() == Health.Status.NONE;
                            case COMPLETED -> false;
                        };
                    case ContainerState.Restarting restarting -> isMet(need, restarting.last(), since);
                    case ContainerState.Exited exited -> exited.exit().byUser() || isMet(need, exited.exit(), since);
                    case ContainerState.Removing removing -> true;
                };
    }

    private static boolean isMet(Need need, Exit exit, Instant since) {
        boolean ran = exit.error().isEmpty() && exit.startedAt().isAfter(since);
        return switch (need.condition()) {
            case STARTED -> ran;
            case HEALTHY -> false;
            case COMPLETED -> ran && exit.code() == 0;
        };
    }
}

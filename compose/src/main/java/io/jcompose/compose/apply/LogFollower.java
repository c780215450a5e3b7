package io.jcompose.compose.apply;

import io.jcompose.engine.Engine;
import io.jcompose.engine.container.ContainerId;
import io.jcompose.engine.container.ContainerSpec;
import io.jcompose.engine.container.Logs;
import io.jcompose.engine.event.Event;
import io.jcompose.engine.event.Events;
import io.jcompose.engine.log.driver.LogSettings;
import io.jcompose.error.JcomposeException;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;

/** Passes the log lines of some containers on, in their order, on a thread of its own; knows how far it has come. */
final class LogFollower implements AutoCloseable {
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(2);

    private final Engine engine;
    private final LogSink sink;
    private final Map<ContainerId, ServiceContainer> followed = new LinkedHashMap<>();
    private final Map<ContainerId, Instant> heard = new HashMap<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition advanced = lock.newCondition();
    private final Instant since;
    private final Set<String> ids;
    private final Semaphore starts = new Semaphore(0);
    private final Events.Subscription subscription;
    private final Thread thread;

    LogFollower(Engine engine, List<ServiceContainer> containers, Instant since, LogSink sink) {
        this.engine = engine;
        this.sink = sink;
        this.since = since;
        containers.stream()
                .filter(LogFollower::readable)
                .forEach(container -> followed.put(container.container().id(), container));
        this.ids = followed.keySet().stream().map(ContainerId::value).collect(Collectors.toSet());
        this.subscription = engine.events().subscribe(this::hear);
        this.thread = Thread.ofVirtual().name("log-follower").unstarted(this::follow);
        if (!followed.isEmpty()) {
            thread.start();
        }
    }

    /** Whether its logging driver keeps lines that can be read. */
    static boolean readable(ServiceContainer container) {
        ContainerSpec.LogConfig config =
                container.container().spec().supervision().log();
        return LogSettings.of(config.driver(), config.options()).readable();
    }

    /** A read ends whenever none of the containers runs; a start of one makes it go on where it was. */
    private void follow() {
        List<String> references = List.copyOf(ids);
        try {
            while (!Thread.currentThread().isInterrupted()) {
                starts.drainPermits();
                Logs.Query query = new Logs.Query(Optional.empty(), Optional.of(next()), Optional.empty(), true);
                engine.containers().logs().read(references, query, this::line);
                starts.acquire();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (JcomposeException e) {
            // Closed, or a container was removed meanwhile: there is nothing more to follow.
            if (e.kind() != JcomposeException.Kind.INTERRUPTED && e.kind() != JcomposeException.Kind.NOT_FOUND) {
                throw e;
            }
        }
    }

    private Instant next() {
        lock.lock();
        try {
            return heard.values().stream()
                    .max(Instant::compareTo)
                    .map(last -> last.plusNanos(1))
                    .orElse(since);
        } finally {
            lock.unlock();
        }
    }

    private void hear(Event event) {
        if (event.type().equals("container") && event.action().equals("start") && ids.contains(event.actor())) {
            starts.release();
        }
    }

    private void line(Logs.Line line) {
        ServiceContainer container = followed.get(line.container());
        lock.lock();
        try {
            if (container != null) {
                sink.line(container, line);
            }
            heard.put(line.container(), line.time());
            advanced.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Tells that a container ended, after the last line that it wrote. */
    void exited(ServiceContainer container, int code, boolean restarting) throws InterruptedException {
        awaitLast(container.container().id());
        lock.lock();
        try {
            if (followed.containsKey(container.container().id())) {
                sink.exited(container, code, restarting);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Until all that was written up to now has been passed on. */
    void drain() throws InterruptedException {
        for (ContainerId id : followed.keySet()) {
            awaitLast(id);
        }
    }

    private void awaitLast(ContainerId id) throws InterruptedException {
        if (!followed.containsKey(id)) {
            return;
        }
        Optional<Instant> last = lastLine(id);
        if (last.isEmpty() || last.get().isBefore(since)) {
            return;
        }
        lock.lockInterruptibly();
        try {
            long left = PATIENCE;
            while (left > 0
                    && thread.isAlive()
                    && heard.getOrDefault(id, Instant.MIN).isBefore(last.get())) {
                left = advanced.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    private Optional<Instant> lastLine(ContainerId id) {
        Instant[] last = {Instant.MIN};
        try {
            Logs.Query query = new Logs.Query(Optional.of(1L), Optional.empty(), Optional.empty(), false);
            engine.containers().logs().read(List.of(id.value()), query, line -> last[0] = line.time());
        } catch (JcomposeException e) {
            if (e.kind() != JcomposeException.Kind.NOT_FOUND) {
                throw e;
            }
        }
        return last[0].equals(Instant.MIN) ? Optional.empty() : Optional.of(last[0]);
    }

    @Override
    public void close() {
        subscription.close();
        thread.interrupt();
    }
}

package io.jcompose.compose.apply;

import io.jcompose.engine.Engine;
import io.jcompose.engine.container.Container;
import io.jcompose.engine.event.Event;
import io.jcompose.engine.event.Events;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

/** Waits for containers to change, woken by the engine's events; nothing is polled. */
final class ContainerWatch implements AutoCloseable {
    private final Engine engine;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    /** How many events each container has had. */
    private final Map<String, Long> versions = new HashMap<>();

    private final Events.Subscription subscription;

    ContainerWatch(Engine engine) {
        this.engine = engine;
        this.subscription = engine.events().subscribe(this::hear);
    }

    private void hear(Event event) {
        if (event.type().equals("container")) {
            lock.lock();
            try {
                versions.merge(event.actor(), 1L, Long::sum);
                changed.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }

    /**
     * Looks at the container now and after each of its events, until the verdict is there.
     *
     * @param deadline in nanoseconds of {@link System#nanoTime}; empty: for ever
     * @return the verdict, or empty when the deadline has passed
     */
    <V> Optional<V> until(String reference, Optional<Long> deadline, Function<Container, Optional<V>> verdict)
            throws InterruptedException {
        while (true) {
            Container container = engine.containers().get(reference);
            String id = container.id().value();
            long seen = version(id);
            // Looked at again, because it may have changed before its version was read.
            Optional<V> now = verdict.apply(engine.containers().get(id));
            if (now.isPresent()) {
                return now;
            }
            if (!awaitChange(id, seen, deadline)) {
                return Optional.empty();
            }
        }
    }

    private long version(String id) {
        lock.lock();
        try {
            return versions.getOrDefault(id, 0L);
        } finally {
            lock.unlock();
        }
    }

    private boolean awaitChange(String id, long seen, Optional<Long> deadline) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (versions.getOrDefault(id, 0L) == seen) {
                if (deadline.isEmpty()) {
                    changed.await();
                    continue;
                }
                long left = deadline.get() - System.nanoTime();
                if (left <= 0 || changed.awaitNanos(left) <= 0) {
                    return versions.getOrDefault(id, 0L) != seen;
                }
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    static Optional<Long> deadline(Optional<Duration> timeout) {
        return timeout.map(duration -> System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(duration.toMillis()));
    }

    @Override
    public void close() {
        subscription.close();
    }
}

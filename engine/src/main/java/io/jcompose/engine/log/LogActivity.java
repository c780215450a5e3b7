package io.jcompose.engine.log;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Tells readers that follow when something was written or a container ended. */
public final class LogActivity {
    private final LogClock clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private long count;
    private long watermark;

    public LogActivity(LogClock clock) {
        this.clock = clock;
        this.watermark = clock.last();
    }

    /** All lines that have a time by now are in their files. Called by the writing thread. */
    public void written() {
        lock.lock();
        try {
            watermark = clock.last();
            count++;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Something else changed that readers care for: a container ended or was removed. */
    public void touched() {
        lock.lock();
        try {
            count++;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** @param count to wait for a later one */
    public record State(long count, long watermark) {}

    public State state() {
        lock.lock();
        try {
            return new State(count, watermark);
        } finally {
            lock.unlock();
        }
    }

    public void awaitAfter(long seen, long nanos) throws InterruptedException {
        lock.lock();
        try {
            if (count == seen) {
                changed.await(nanos, TimeUnit.NANOSECONDS);
            }
        } finally {
            lock.unlock();
        }
    }
}

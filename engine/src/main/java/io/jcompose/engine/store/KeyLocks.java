package io.jcompose.engine.store;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/** One lock for each key that someone holds or waits for: whoever comes second waits, and then finds the work done. */
final class KeyLocks<K> {
    private final Map<K, Counted> locks = new ConcurrentHashMap<>();

    private static final class Counted {
        final ReentrantLock lock = new ReentrantLock();
        int users;
    }

    void run(K key, Runnable work) throws InterruptedException {
        Counted counted = locks.compute(key, (k, present) -> {
            Counted lock = present == null ? new Counted() : present;
            lock.users++;
            return lock;
        });
        try {
            counted.lock.lockInterruptibly();
            try {
                work.run();
            } finally {
                counted.lock.unlock();
            }
        } finally {
            locks.computeIfPresent(key, (k, present) -> --present.users == 0 ? null : present);
        }
    }
}

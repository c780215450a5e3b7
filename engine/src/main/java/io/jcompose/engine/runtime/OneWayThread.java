package io.jcompose.engine.runtime;

import io.jcompose.linux.process.NewThreads;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

/** Runs something that changes its thread for good on a thread that ends with it. */
final class OneWayThread {
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private final Thread thread;

    private OneWayThread(Runnable work, Function<Runnable, Thread> start) {
        thread = start.apply(() -> {
            try {
                work.run();
            } catch (RuntimeException | Error e) {
                failure.set(e);
            }
        });
    }

    /** Called on a clean thread; waits. What the work throws is thrown here. */
    static void run(String name, Runnable work) {
        Thread.Builder thread = Thread.ofPlatform().daemon().name(name).inheritInheritableThreadLocals(false);
        new OneWayThread(work, guarded -> NewThreads.begin(name, () -> thread.start(guarded))).join();
    }

    /** As {@link #run}, but for the waiting, which is {@link #join}'s, and on a thread that may be there already. */
    static OneWayThread begin(ReadyThreads threads, String name, Runnable work) {
        return new OneWayThread(work, guarded -> threads.begin(name, guarded));
    }

    void join() {
        join(thread);
        Throwable thrown = failure.get();
        if (thrown instanceof RuntimeException exception) {
            throw exception;
        }
        if (thrown != null) {
            throw new IllegalStateException(thread.getName() + " failed", thrown);
        }
    }

    /** An interrupt waits until the end. */
    static void join(Thread thread) {
        boolean interrupted = false;
        while (true) {
            try {
                thread.join();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}

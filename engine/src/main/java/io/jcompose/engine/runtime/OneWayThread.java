package io.jcompose.engine.runtime;

import io.jcompose.linux.process.NewThreads;
import java.util.concurrent.atomic.AtomicReference;

/** Runs something that changes its thread for good on a thread that ends with it. */
final class OneWayThread {
    private OneWayThread() {}

    /** Called on a clean thread; waits. What the work throws is thrown here. */
    static void run(String name, Runnable work) {
        AtomicReference<Throwable> failure = new AtomicReference<>();
        Runnable guarded = () -> {
            try {
                work.run();
            } catch (RuntimeException | Error e) {
                failure.set(e);
            }
        };
        Thread.Builder thread = Thread.ofPlatform().daemon().name(name).inheritInheritableThreadLocals(false);
        join(NewThreads.begin(name, () -> thread.start(guarded)));
        Throwable thrown = failure.get();
        if (thrown instanceof RuntimeException exception) {
            throw exception;
        }
        if (thrown != null) {
            throw new IllegalStateException(name + " failed", thrown);
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

package io.jcompose.engine.runtime;

import io.jcompose.linux.LinuxException;
import io.jcompose.linux.process.NewThreads;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Platform threads that never leave the host's namespaces. They start those that do and wait for them, so that a virtual thread is only
 * ever woken from here: waking one may start a carrier thread, which would inherit the waker's namespaces.
 */
final class CleanThreads implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(CleanThreads.class.getName());
    private static final String FOR = "a thread of the runtime's";

    private final ExecutorService threads = Executors.newCachedThreadPool(
            Thread.ofPlatform().daemon().name("jcompose-runtime-", 0).factory());

    /** Runs on such a thread and waits, an interrupt notwithstanding: half a container is worse than a late answer. */
    <T> T call(Callable<T> work) {
        Future<T> future = NewThreads.begin(FOR, () -> threads.submit(work));
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return future.get();
                } catch (InterruptedException e) {
                    interrupted = true;
                } catch (ExecutionException e) {
                    throw rethrown(e.getCause());
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** As {@link #call}. */
    void run(Runnable work) {
        call(Executors.callable(work));
    }

    /** Doesn't wait, unless the kernel gives no thread for it: then the caller does it, for others count on its being done. */
    void execute(Runnable work) {
        try {
            NewThreads.begin(FOR, () -> threads.execute(work));
        } catch (LinuxException e) {
            LOG.log(System.Logger.Level.DEBUG, "done by who wanted it", e);
            work.run();
        }
    }

    /** Doesn't wait; does nothing when they are closed by then. */
    void execute(Duration after, Runnable work) {
        CompletableFuture.delayedExecutor(after.toMillis(), TimeUnit.MILLISECONDS, this::offer)
                .execute(work);
    }

    private void offer(Runnable work) {
        if (!threads.isShutdown()) {
            execute(work);
        }
    }

    /** The failure itself with the caller's stack added, so that both ends of the hand-over can be read. */
    private static RuntimeException rethrown(@Nullable Throwable cause) {
        if (cause instanceof RuntimeException failure) {
            failure.addSuppressed(new IllegalStateException("called from here"));
            return failure;
        }
        if (cause instanceof Error error) {
            throw error;
        }
        return new IllegalStateException(cause);
    }

    @Override
    public void close() {
        threads.shutdown();
    }
}

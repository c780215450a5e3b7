package io.jcompose.engine.layer;

import io.jcompose.engine.layout.DiskErrors;
import io.jcompose.error.JcomposeException;
import io.jcompose.linux.LinuxException;
import io.jcompose.linux.process.NewThreads;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;

/** Platform threads for long rows of system calls; a caller on a virtual thread waits without holding a carrier. */
final class UnpackThreads implements AutoCloseable {
    private static final int ENAMETOOLONG = 36;
    private static final int ELOOP = 40;
    private static final int EINVAL = 22;

    private final ExecutorService threads = Executors.newCachedThreadPool(
            Thread.ofPlatform().daemon().name("unpack-", 0).factory());

    private final Path where;

    UnpackThreads(Path where) {
        this.where = where;
    }

    /**
     * Runs it there. An interrupt of the caller is passed on: the work stops at its next file and leaves nothing, and this returns only when that is so.
     */
    <T> T run(Callable<T> work) {
        AtomicBoolean taken = new AtomicBoolean();
        CountDownLatch over = new CountDownLatch(1);
        Callable<T> once = () -> {
            if (!taken.compareAndSet(false, true)) {
                throw new CancellationException();
            }
            try {
                return work.call();
            } finally {
                over.countDown();
            }
        };
        Future<T> future = NewThreads.begin("unpack", () -> threads.submit(once));
        try {
            return future.get();
        } catch (InterruptedException e) {
            future.cancel(true);
            if (!taken.compareAndSet(false, true)) {
                awaitUninterruptibly(over);
            }
            Thread.currentThread().interrupt();
            throw new JcomposeException(JcomposeException.Kind.INTERRUPTED, "unpacking was interrupted", "", e);
        } catch (ExecutionException e) {
            throw failure(e.getCause() == null ? e : e.getCause());
        }
    }

    private static void awaitUninterruptibly(CountDownLatch over) {
        boolean interrupted = true;
        while (interrupted) {
            try {
                over.await();
                interrupted = false;
            } catch (InterruptedException e) {
                // the caller was told already, and gets its interrupt back when the work is over
                interrupted = true;
            }
        }
    }

    private RuntimeException failure(Throwable cause) {
        if (cause instanceof JcomposeException known) {
            return known;
        }
        if (cause instanceof LinuxException linux
                && (linux.errno() == ENAMETOOLONG || linux.errno() == ELOOP || linux.errno() == EINVAL)) {
            return TarFormat.broken(String.valueOf(linux.getMessage()));
        }
        if (DiskErrors.isFull(cause) || cause instanceof LinuxException) {
            return DiskErrors.of(cause, "unpacking a layer", where);
        }
        if (cause instanceof IOException) {
            // The end of an xz stream that comes too early is told without words.
            return TarFormat.broken(Objects.requireNonNullElse(cause.getMessage(), "it ends too early"));
        }
        return cause instanceof RuntimeException defect ? defect : new IllegalStateException(cause);
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}

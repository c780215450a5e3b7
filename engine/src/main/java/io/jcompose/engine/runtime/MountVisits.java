package io.jcompose.engine.runtime;

import io.jcompose.linux.file.Descriptors;
import io.jcompose.linux.file.Open;
import io.jcompose.linux.process.Namespaces;
import io.jcompose.linux.process.PidFd;
import io.jcompose.linux.process.ReturningThreads;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * Work in the mount namespaces of containers, by threads that come back. Begun by clean threads alone, for a thread begins in the namespaces and groups of the
 * one that starts it.
 */
final class MountVisits implements AutoCloseable {
    private static final Duration KEPT = Duration.ofSeconds(2);

    private final ReturningThreads threads = new ReturningThreads("jcompose-visit", KEPT);
    private final int home = Descriptors.open("/proc/self/ns/mnt", Open.RDONLY);

    /** One that has begun. */
    @FunctionalInterface
    interface Visit {
        /** Until the work is done and its thread back; an interrupt does not end that. Throws what the work threw. */
        void join();
    }

    /** @param process in whose mount namespace and with whose root the work is done */
    Visit begin(PidFd process, Runnable work) {
        CompletableFuture<Boolean> visit = threads.begin(() -> {
            // setns(2) takes a thread with a root of its own alone; does nothing the second time
            Namespaces.unshare(Namespaces.FS);
            Namespaces.enter(process.descriptor(), Namespaces.MOUNT);
            try {
                work.run();
            } finally {
                Namespaces.enter(home, Namespaces.MOUNT);
            }
            return true;
        });
        return () -> await(visit);
    }

    private static void await(CompletableFuture<Boolean> visit) {
        try {
            visit.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw e;
        }
    }

    @Override
    public void close() {
        Descriptors.close(home);
    }
}

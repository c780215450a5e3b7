package io.jcompose.engine.runtime;

import io.jcompose.linux.file.Descriptors;
import io.jcompose.linux.file.Open;
import io.jcompose.linux.process.PidFd;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Keeps the root file systems of containers mounted until somebody has time to unmount them. An overlay is unmounted with its last user, and the kernel then
 * writes everything out that the disk below has not got yet, other programs' data too (fs/super.c, generic_shutdown_super; fs/overlayfs, ovl_sync_fs): a first
 * process would not have ended before that is done. Safe for concurrent use.
 */
final class HeldRoots implements AutoCloseable {
    private final CleanThreads threads;
    private final Map<String, Integer> held = new ConcurrentHashMap<>();
    private final Map<String, CompletableFuture<Void>> going = new ConcurrentHashMap<>();

    HeldRoots(CleanThreads threads) {
        this.threads = threads;
    }

    /** @param first process, which has its root already */
    void hold(String container, PidFd first) {
        held.put(container, Descriptors.open("/proc/" + first.pid() + "/root", Open.PATH));
    }

    /** Has it unmounted while the caller goes on. Does nothing for one that is not held, such as an earlier engine's. */
    void release(String container) {
        Integer root = held.remove(container);
        if (root != null) {
            CompletableFuture<Void> gone = new CompletableFuture<>();
            going.put(container, gone);
            threads.execute(() -> {
                Descriptors.close(root);
                going.remove(container, gone);
                gone.complete(null);
            });
        }
    }

    /** Returns when it can be mounted anew. */
    void await(String container) {
        CompletableFuture<Void> gone = going.get(container);
        if (gone != null) {
            gone.join();
        }
    }

    /** What is held is its processes' alone from now on. */
    @Override
    public void close() {
        List.copyOf(held.keySet()).forEach(this::release);
    }
}

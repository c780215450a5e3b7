package io.jcompose.engine.runtime;

import io.jcompose.linux.file.Descriptors;
import io.jcompose.linux.file.Open;
import io.jcompose.linux.process.PidFd;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Keeps the mounts of containers until somebody has time to unmount them; the kernel does it with their last user, and a first process would not have ended
 * before. With an overlay the kernel writes everything out that the disk below has not got yet, other programs' data too (fs/super.c,
 * generic_shutdown_super; fs/overlayfs, ovl_sync_fs), and for a mount namespace it waits for a grace period of RCU (fs/namespace.c, namespace_unlock). Safe
 * for concurrent use.
 */
final class HeldRoots implements AutoCloseable {
    private final CleanThreads threads;
    private final Map<String, Held> held = new ConcurrentHashMap<>();
    private final Map<String, CompletableFuture<Void>> going = new ConcurrentHashMap<>();

    HeldRoots(CleanThreads threads) {
        this.threads = threads;
    }

    /** @param namespace with all the container has mounted; the root is held beyond it */
    private record Held(int root, int namespace) {}

    /** @param first process, which has its root already */
    void hold(String container, PidFd first) {
        String directory = "/proc/" + first.pid();
        int root = Descriptors.open(directory + "/root", Open.PATH);
        try {
            held.put(container, new Held(root, Descriptors.open(directory + "/ns/mnt", Open.RDONLY)));
        } catch (RuntimeException e) {
            Descriptors.close(root);
            throw e;
        }
    }

    /** What a container has mounted on its way out, while the caller does something else. */
    final class Release implements AutoCloseable {
        private final Optional<CompletableFuture<Void>> unmounted;

        private Release(Optional<CompletableFuture<Void>> unmounted) {
            this.unmounted = unmounted;
        }

        /** Waits until nothing of it is mounted any more but its root: whoever is told of the end may want to unmount the disk that was a volume. */
        @Override
        public void close() {
            unmounted.ifPresent(CompletableFuture::join);
        }
    }

    /** Has all unmounted, the root when {@link Release#close} has returned already. Does nothing for one that is not held, such as an earlier engine's. */
    Release release(String container) {
        Held mounts = held.remove(container);
        if (mounts == null) {
            return new Release(Optional.empty());
        }
        CompletableFuture<Void> unmounted = new CompletableFuture<>();
        CompletableFuture<Void> gone = new CompletableFuture<>();
        going.put(container, gone);
        threads.execute(() -> {
            Descriptors.close(mounts.namespace());
            unmounted.complete(null);
            Descriptors.close(mounts.root());
            going.remove(container, gone);
            gone.complete(null);
        });
        return new Release(Optional.of(unmounted));
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

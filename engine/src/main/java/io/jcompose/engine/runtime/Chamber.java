package io.jcompose.engine.runtime;

import io.jcompose.linux.file.DescriptorSet;
import io.jcompose.linux.file.Descriptors;
import io.jcompose.linux.file.Open;
import io.jcompose.linux.mount.FileSystem;
import io.jcompose.linux.mount.MountAttributes;
import io.jcompose.linux.mount.Mounts;
import io.jcompose.linux.process.Namespaces;
import io.jcompose.linux.process.NewThreads;
import io.jcompose.linux.process.Processors;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * A mount namespace that holds an empty tmpfs and nothing else, and the one thread that works in it and never leaves: a thread of its own for each piece of
 * work would cost more than the work. Who waits for it is a clean thread, so that the one in here wakes no virtual thread.
 */
final class Chamber implements AutoCloseable {
    private final ExecutorService thread = Executors.newSingleThreadExecutor(Thread.ofPlatform()
            .daemon()
            .name("jcompose-keep")
            .inheritInheritableThreadLocals(false)
            .factory());
    private final int namespace;

    private Chamber(int namespace) {
        this.namespace = namespace;
    }

    /** @param namespace of an earlier engine; becomes this one's */
    static Chamber at(int namespace) {
        Chamber chamber = new Chamber(namespace);
        chamber.run(() -> {
            Namespaces.unshare(Namespaces.FS);
            Namespaces.enter(namespace, Namespaces.MOUNT);
        });
        return chamber;
    }

    /**
     * A new one, which copies all the machine's mounts for a moment.
     *
     * @param place a directory that exists
     * @param processor on which it is made, if that matters
     */
    static Chamber make(Path place, OptionalInt processor) {
        try (DescriptorSet open = new DescriptorSet();
                FileSystem tmpfs = FileSystem.open("tmpfs")) {
            int root = open.add(tmpfs.set("mode", "700").mount(0));
            List<Integer> made = new ArrayList<>();
            OneWayThread.run("jcompose-keep-make", () -> {
                processor.ifPresent(wanted -> Processors.allow(List.of(wanted)));
                Namespaces.unshare(Namespaces.FS | Namespaces.MOUNT);
                int own = open.add(Descriptors.open("/proc/thread-self/ns/mnt", Open.RDONLY));
                Mounts.setPropagation("/", MountAttributes.PRIVATE, true);
                Mounts.attach(root, open.add(Mounts.locate(place.toString())), place.toString());
                Mounts.pivotInto(root);
                made.add(Descriptors.duplicate(own));
            });
            return at(made.getFirst());
        }
    }

    /** Stays this one's. */
    int namespace() {
        return namespace;
    }

    /** Waits; what the work throws is thrown here. */
    void run(Runnable work) {
        await(begin(work));
    }

    /** Work is done in the order in which it was begun. */
    Future<?> begin(Runnable work) {
        return NewThreads.begin("jcompose-keep", () -> thread.submit(work));
    }

    /** An interrupt waits until the end. */
    static <T> T await(Future<T> begun) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return begun.get();
                } catch (InterruptedException e) {
                    interrupted = true;
                } catch (ExecutionException e) {
                    if (e.getCause() instanceof RuntimeException failure) {
                        throw failure;
                    }
                    throw new IllegalStateException(e.getCause());
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public void close() {
        thread.shutdown();
        Descriptors.close(namespace);
    }
}

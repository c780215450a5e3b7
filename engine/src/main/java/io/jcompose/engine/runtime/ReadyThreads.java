package io.jcompose.engine.runtime;

import io.jcompose.linux.LinuxException;
import io.jcompose.linux.process.NewThreads;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;

/**
 * Threads that do one thing each and end with it, started ahead of it: a start takes the one who starts 0.2 ms. Used by clean threads alone, for a thread
 * begins in the namespaces and groups of the one that starts it.
 */
final class ReadyThreads implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(ReadyThreads.class.getName());

    /** What a container takes. */
    private static final int READY = 1;

    private static final int STACK_BYTES = 512 * 1024;

    private final BlockingQueue<Ready> waiting = new ArrayBlockingQueue<>(READY);

    private static final class Ready {
        private final CompletableFuture<Runnable> work = new CompletableFuture<>();
        private final Thread thread = NewThreads.begin(
                "a container's thread",
                () -> Thread.ofPlatform()
                        .daemon()
                        .name("jcompose-ready")
                        .stackSize(STACK_BYTES)
                        .inheritInheritableThreadLocals(false)
                        .start(() -> work.join().run()));

        void begin(Runnable wanted) {
            work.complete(wanted);
        }
    }

    /** Has the work done by a thread of that name, a waiting one if there is one. */
    Thread begin(String name, Runnable work) {
        Ready waited = waiting.poll();
        Ready ready = waited == null ? new Ready() : waited;
        ready.begin(() -> {
            Thread.currentThread().setName(name);
            work.run();
        });
        return ready.thread;
    }

    /** Starts those that are missing, as far as the kernel lets it; to be called while there is nothing else to do. */
    void prepare() {
        try {
            while (waiting.remainingCapacity() > 0) {
                Ready ready = new Ready();
                if (!waiting.offer(ready)) {
                    ready.begin(() -> {});
                }
            }
        } catch (LinuxException e) {
            LOG.log(System.Logger.Level.DEBUG, "no thread could be made ahead", e);
        }
    }

    @Override
    public void close() {
        for (Ready ready = waiting.poll(); ready != null; ready = waiting.poll()) {
            ready.begin(() -> {});
        }
    }
}

package io.jcompose.engine.runtime;

import io.jcompose.linux.process.Credentials;
import java.util.concurrent.CountDownLatch;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/** Something that a clean thread does while the birth thread waits for it, with its namespaces and mounts made and the host's files still there. */
final class Interlude {
    private final IntConsumer work;
    private final CountDownLatch reached = new CountDownLatch(1);
    private final CountDownLatch done = new CountDownLatch(1);
    private volatile int thread;
    private volatile @Nullable RuntimeException failure;

    /** @param work is given the id of the birth thread, which proc(5) knows as a process */
    Interlude(IntConsumer work) {
        this.work = work;
    }

    /** On the birth thread; throws what the work threw. */
    void await() {
        thread = Credentials.threadId();
        reached.countDown();
        Birth.await(done);
        RuntimeException thrown = failure;
        if (thrown != null) {
            throw thrown;
        }
    }

    /** On the birth thread at its end, whether it came to {@link #await} or not. */
    void leave() {
        reached.countDown();
    }

    /** On a clean thread: waits for the other, and does the work if that waits. */
    void perform() {
        Birth.await(reached);
        if (thread == 0) {
            return;
        }
        try {
            work.accept(thread);
        } catch (RuntimeException e) {
            failure = e;
        } finally {
            done.countDown();
        }
    }
}

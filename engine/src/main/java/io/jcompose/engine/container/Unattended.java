package io.jcompose.engine.container;

import io.jcompose.linux.file.OpenFiles;
import io.jcompose.linux.process.NewThreads;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * The steps of a container's end. Nobody waits for them who could be told that one has failed, and the end must be told in any case: what fails is logged, and
 * the next step is done. A step for which there is no descriptor or no thread is done when others have given theirs back, unless the thread is a command's that is interrupted.
 */
final class Unattended {
    private static final System.Logger LOG = System.getLogger(Unattended.class.getName());
    private static final long AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private volatile boolean closed;

    /** The engine ends: what can't be done now the next one does. */
    void close() {
        closed = true;
    }

    /** As {@link #get}, of a step that gives nothing. */
    void run(String consequence, Runnable step) {
        get(
                consequence,
                () -> {
                    step.run();
                    return true;
                },
                () -> false);
    }

    /**
     * What the step gives.
     *
     * @param consequence of a failure, for the log
     * @param step may be done again after it has failed
     * @param otherwise what is given in its place
     */
    <T> T get(String consequence, Supplier<T> step, Supplier<T> otherwise) {
        boolean waiting = false;
        while (true) {
            try {
                return step.get();
            } catch (RuntimeException e) {
                if (!(OpenFiles.areExhausted(e) || NewThreads.areRefused(e))
                        || closed
                        || Thread.currentThread().isInterrupted()) {
                    LOG.log(System.Logger.Level.ERROR, consequence + ": " + e.getMessage(), e);
                    return otherwise.get();
                }
                if (!waiting) {
                    LOG.log(
                            System.Logger.Level.WARNING,
                            "until the engine may have what it needs for it, " + consequence,
                            e);
                    waiting = true;
                }
                LockSupport.parkNanos(AGAIN_NANOS);
            }
        }
    }
}

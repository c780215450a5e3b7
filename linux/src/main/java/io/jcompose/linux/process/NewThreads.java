package io.jcompose.linux.process;

import io.jcompose.linux.Errno;
import io.jcompose.linux.LinuxException;
import java.util.function.Supplier;

/**
 * Threads that the kernel may refuse (EAGAIN of clone(2)): a control group's pids.max, kernel.threads-max, kernel.pid_max or RLIMIT_NPROC is reached. The JDK
 * calls that a want of memory, an error by which threads end that have nothing to do with it; here it is told as any call that the kernel refuses.
 */
public final class NewThreads {
    private static final String CALL = "pthread_create";
    /** The message of the JDK's OutOfMemoryError for it. */
    private static final String JAVA = "unable to create native thread";

    private NewThreads() {}

    /**
     * What begins a thread, or has an executor begin one.
     *
     * @param what the threads are for
     * @throws LinuxException EAGAIN; nothing was begun
     */
    public static <T> T begin(String what, Supplier<T> beginning) {
        try {
            return beginning.get();
        } catch (OutOfMemoryError | ExceptionInInitializerError e) {
            if (!areRefused(e)) {
                throw e;
            }
            throw new LinuxException(Errno.EAGAIN, CALL, what);
        }
    }

    /** As {@link #begin(String, Supplier)}. */
    public static void begin(String what, Runnable beginning) {
        begin(what, () -> {
            beginning.run();
            return true;
        });
    }

    /** Whether an error, or one that caused it, is that there could be no further thread. */
    public static boolean areRefused(Throwable error) {
        for (Throwable e = error; e != null; e = e.getCause()) {
            boolean linux = e instanceof LinuxException refused
                    && refused.errno() == Errno.EAGAIN
                    && refused.call().equals(CALL);
            boolean java = e instanceof OutOfMemoryError
                    && String.valueOf(e.getMessage()).startsWith(JAVA);
            if (linux || java) {
                return true;
            }
        }
        return false;
    }
}

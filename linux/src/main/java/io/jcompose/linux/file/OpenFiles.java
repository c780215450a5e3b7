package io.jcompose.linux.file;

import io.jcompose.linux.Errno;
import io.jcompose.linux.LinuxException;
import java.io.IOException;

/** How many files this process may have open (RLIMIT_NOFILE, getrlimit(2)). */
public final class OpenFiles {
    /** strerror(EMFILE), which the JDK's exceptions have for it. */
    private static final String JAVA_EMFILE = "Too many open files";

    private OpenFiles() {}

    /** Whether an error, or one that caused it, is that there was no descriptor left (EMFILE). */
    public static boolean areExhausted(Throwable error) {
        for (Throwable e = error; e != null; e = e.getCause()) {
            boolean linux = e instanceof LinuxException refused && refused.errno() == Errno.EMFILE;
            boolean java =
                    e instanceof IOException && String.valueOf(e.getMessage()).contains(JAVA_EMFILE);
            if (linux || java) {
                return true;
            }
        }
        return false;
    }
}

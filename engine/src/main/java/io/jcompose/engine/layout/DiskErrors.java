package io.jcompose.engine.layout;

import io.jcompose.error.JcomposeException;
import io.jcompose.linux.LinuxException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** Turns what goes wrong on the disk into sentences: above all, that it is full. */
public final class DiskErrors {
    private static final int ENOSPC = 28;
    private static final int EDQUOT = 122;
    private static final String JAVA_ENOSPC = "No space left on device";
    private static final String JAVA_EDQUOT = "Disk quota exceeded";

    private DiskErrors() {}

    /** Whether there is no room, by this error or one that caused it. */
    public static boolean isFull(Throwable error) {
        for (Throwable e = error; e != null; e = e.getCause()) {
            String message = String.valueOf(e.getMessage());
            boolean linux = e instanceof LinuxException l && (l.errno() == ENOSPC || l.errno() == EDQUOT);
            boolean java = e instanceof IOException && (message.contains(JAVA_ENOSPC) || message.contains(JAVA_EDQUOT));
            if (linux || java) {
                return true;
            }
        }
        return false;
    }

    /** An error for the user; {@code doing} reads on from "while". */
    public static JcomposeException of(Throwable error, String doing, Path where) {
        if (error instanceof JcomposeException known) {
            return known;
        }
        if (isFull(error)) {
            return new JcomposeException(
                    JcomposeException.Kind.FAILED_PRECONDITION,
                    "no space left on device while " + doing + " in \"" + where + "\"",
                    "free some space there (remove images, containers or volumes) and try again",
                    error);
        }
        return new JcomposeException(
                JcomposeException.Kind.FAILED_PRECONDITION,
                Optional.ofNullable(error.getMessage()).orElse(error.toString()) + " while " + doing,
                "",
                error);
    }
}

package io.jcompose.engine.layout;

import io.jcompose.error.JcomposeException;
import io.jcompose.linux.LinuxException;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Turns what goes wrong on the disk into sentences: above all, that it is full. */
public final class DiskErrors {
    private static final int ENOSPC = 28;
    private static final int EDQUOT = 122;
    private static final String JAVA_ENOSPC = "No space left on device";
    private static final String JAVA_EDQUOT = "Disk quota exceeded";
    private static final int KIBI = 10;
    /** KiB. */
    private static final long LITTLE = 16 * 1024;

    private static final String SQLITE = "SQLITE_FULL";

    private DiskErrors() {}

    /** Whether there is no room, by this error or one that caused it. */
    public static boolean isFull(Throwable error) {
        for (Throwable e = error; e != null; e = e.getCause()) {
            String message = String.valueOf(e.getMessage());
            boolean linux = e instanceof LinuxException l && (l.errno() == ENOSPC || l.errno() == EDQUOT);
            boolean java = e instanceof IOException && (message.contains(JAVA_ENOSPC) || message.contains(JAVA_EDQUOT));
            if (linux || java || message.contains(SQLITE)) {
                return true;
            }
        }
        return false;
    }

    /** A sentence for each of the file systems of these directories that has little room; where all have room, for each of them what else there is to look for. */
    public static List<String> room(List<Path> directories) {
        Set<String> small = new LinkedHashSet<>();
        Set<String> roomy = new LinkedHashSet<>();
        for (Path directory : directories) {
            try {
                FileStore store = Files.getFileStore(directory);
                long free = store.getUsableSpace() >> KIBI;
                String sentence = "\"" + directory + "\" is on a file system (" + store.type() + ") with " + free
                        + " KiB free of " + (store.getTotalSpace() >> KIBI) + " KiB";
                if (free < LITTLE) {
                    small.add(sentence);
                } else {
                    roomy.add(
                            sentence
                                    + "; if it was this one, no inode was left for another file (df -i), or room was made since");
                }
            } catch (IOException e) {
                small.add("\"" + directory + "\" can't be looked at: " + e.getMessage());
            }
        }
        return List.copyOf(small.isEmpty() ? roomy : small);
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

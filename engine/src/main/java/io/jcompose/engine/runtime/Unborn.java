package io.jcompose.engine.runtime;

import io.jcompose.linux.LinuxException;
import io.jcompose.linux.file.Descriptors;
import io.jcompose.linux.process.PidFd;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Children of a killed engine that wait at a {@link Gate} which nobody opens any more, and keep the memory of the engine that made them: those of an exec in a
 * container that goes on, and on version 2 of cgroups those that were not yet in their container's group. Until exec they have that engine's command line, one
 * thread, and mounts of their own.
 */
public final class Unborn {
    private static final int SIGKILL = 9;
    private static final Path PROC = Path.of("/proc");

    private Unborn() {}

    /**
     * Before this engine makes any.
     *
     * @param words side by side in the command line of the engines of this home, and of no others
     */
    public static void end(List<String> words) {
        String wanted = "\0" + String.join("\0", words) + "\0";
        try (Stream<Path> entries = Files.list(PROC)) {
            entries.map(entry -> entry.getFileName().toString())
                    .filter(name -> name.chars().allMatch(Character::isDigit))
                    .map(Integer::valueOf)
                    .forEach(pid -> endIfUnborn(pid, wanted));
        } catch (IOException e) {
            throw new UncheckedIOException("the processes can't be listed", e);
        }
    }

    private static void endIfUnborn(int pid, String wanted) {
        if (!isUnborn(pid, wanted)) {
            return;
        }
        PidFd.open(pid).ifPresent(process -> {
            try (process) {
                // The pidfd is held while all this is read again, so it is about this process.
                if (isUnborn(pid, wanted)) {
                    process.signal(SIGKILL);
                }
            }
        });
    }

    /** False also of what has just ended, or is another user's. */
    private static boolean isUnborn(int pid, String wanted) {
        Path process = PROC.resolve(Integer.toString(pid));
        try {
            return Descriptors.readFile(process + "/cmdline").contains(wanted)
                    && Descriptors.readFile(process + "/status").contains("\nThreads:\t1\n")
                    && !mounts(process).equals(mounts(PROC.resolve("self")));
        } catch (LinuxException | IOException e) {
            return false;
        }
    }

    private static Path mounts(Path process) throws IOException {
        return Files.readSymbolicLink(process.resolve("ns/mnt"));
    }
}

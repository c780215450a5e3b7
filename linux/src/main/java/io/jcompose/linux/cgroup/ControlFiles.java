package io.jcompose.linux.cgroup;

import io.jcompose.linux.Errno;
import io.jcompose.linux.LinuxException;
import io.jcompose.linux.file.Descriptors;
import io.jcompose.linux.file.Open;
import io.jcompose.linux.process.PidFd;
import java.io.File;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** The files of cgroupfs. */
final class ControlFiles {
    private static final int SIGKILL = 9;
    private static final int ATTEMPTS = 500;

    private ControlFiles() {}

    /** Makes a directory and what is missing above it, down from {@code root}; calls back for each level, made or found. */
    static void makeDirectories(String root, String path, LevelAction onLevel) {
        StringBuilder level = new StringBuilder(root);
        for (String part : path.substring(1).split("/")) {
            String parent = level.toString();
            level.append('/').append(part);
            Descriptors.makeDirectory(Open.AT_FDCWD, level.toString(), 0755);
            onLevel.reached(parent, level.toString());
        }
    }

    /** As {@link #makeDirectories(String, String, LevelAction)}; as a rule only the last is missing. */
    static void makeDirectories(String root, String path) {
        try {
            Descriptors.makeDirectory(Open.AT_FDCWD, root + path, 0755);
        } catch (LinuxException e) {
            if (e.errno() != Errno.ENOENT) {
                throw e;
            }
            makeDirectories(root, path, (parent, level) -> {});
        }
    }

    @FunctionalInterface
    interface LevelAction {
        void reached(String parent, String level);
    }

    static boolean exists(String file) {
        return Descriptors.status(Open.AT_FDCWD, file, 0).isPresent();
    }

    /** Empty when the file is not there: the controller is off or the kernel older. */
    static Optional<String> read(String file) {
        try {
            return Optional.of(Descriptors.readFile(file).strip());
        } catch (LinuxException e) {
            if (e.errno() == Errno.ENOENT || e.errno() == Errno.ENODEV || e.errno() == Errno.ENOTSUP) {
                return Optional.empty();
            }
            throw e;
        }
    }

    static long number(Optional<String> text) {
        return text.map(value -> value.equals("max") ? -1 : Long.parseLong(value))
                .orElse(0L);
    }

    /** The value behind a key in a file of {@code key value} lines; 0 when it is not there. */
    static long field(Optional<String> text, String key) {
        for (String line : text.orElse("").split("\n")) {
            if (line.startsWith(key + " ")) {
                return Long.parseLong(line.substring(key.length() + 1).strip());
            }
        }
        return 0;
    }

    /** The numbers right behind a word, over all lines of a file such as io.stat; 0 when there are none. */
    static long sum(Optional<String> text, String word) {
        long sum = 0;
        for (String line : text.orElse("").split("\n")) {
            int at = line.indexOf(word);
            if (at >= 0) {
                sum += Long.parseLong(line.substring(at + word.length()).split(" ")[0]);
            }
        }
        return sum;
    }

    /** Adds a note instead of failing when the kernel lacks the file, or refuses the value for want of rights or of the thing itself. */
    static void limit(String file, String value, String what, List<String> notes) {
        limit(file, List.of(value), what, notes);
    }

    /** As {@link #limit(String, String, String, List)}, one value after the other: to open the file takes longer than to write to it. */
    static void limit(String file, List<String> values, String what, List<String> notes) {
        int descriptor;
        try {
            descriptor = Descriptors.open(file, Open.WRONLY);
        } catch (LinuxException e) {
            values.forEach(value -> notes.add(unset(e, value, what)));
            return;
        }
        try {
            for (String value : values) {
                try {
                    Descriptors.writeText(descriptor, file, value);
                } catch (LinuxException e) {
                    notes.add(unset(e, value, what));
                }
            }
        } finally {
            Descriptors.close(descriptor);
        }
    }

    private static String unset(LinuxException refusal, String value, String what) {
        return switch (refusal.errno()) {
            case Errno.ENOENT -> what + " is not limited: this machine has no such cgroup controller";
            case Errno.EPERM, Errno.EACCES, Errno.ENOTSUP, Errno.EINVAL, Errno.EBUSY ->
                what + " is not set to " + value + ": " + Errno.sentence(refusal.errno());
            default -> throw refusal;
        };
    }

    /**
     * Without this process: a thread that makes a container is in the container's version 1 groups, and those list the whole process for
     * it.
     */
    static List<Integer> processes(String directory) {
        long own = ProcessHandle.current().pid();
        List<Integer> pids = new ArrayList<>();
        read(directory + "/cgroup.procs")
                .ifPresent(text -> text.lines().forEach(line -> {
                    int pid = Integer.parseInt(line);
                    if (pid > 0 && pid != own) {
                        pids.add(pid);
                    }
                }));
        return pids;
    }

    static void killEach(List<Integer> pids) {
        for (int pid : pids) {
            PidFd.open(pid).ifPresent(process -> {
                try (process) {
                    process.signal(SIGKILL);
                }
            });
        }
    }

    /**
     * Removes a group without processes. False when it was not there. A task that just ended is counted for a moment longer (EBUSY), and nothing tells when
     * it is not; the same is said of one with groups below it, which containers may have made and which are removed first.
     */
    static boolean removeTree(String directory) {
        for (int attempt = 0; ; attempt++) {
            try {
                return Descriptors.remove(Open.AT_FDCWD, directory, Open.AT_REMOVEDIR);
            } catch (LinuxException e) {
                if (e.errno() != Errno.EBUSY || attempt == ATTEMPTS) {
                    throw e;
                }
                List<File> below = children(directory);
                below.forEach(child -> removeTree(child.getPath()));
                if (below.isEmpty()) {
                    pause(attempt);
                }
            }
        }
    }

    /** For the few states of cgroups that have no event. */
    static void pause(int attempt) {
        LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(attempt < 20 ? 200 : 10_000));
    }

    /**
     * The groups directly below. A directory has a link for itself, one in its parent and one in each directory below (kernfs counts so), which tells without
     * listing that there are none: a listing would have the kernel make an inode of each control file.
     */
    static List<File> children(String directory) {
        boolean leaf = Descriptors.status(Open.AT_FDCWD, directory, 0)
                .filter(status -> status.links() > 2)
                .isEmpty();
        File[] children = leaf ? null : new File(directory).listFiles(File::isDirectory);
        return children == null ? List.of() : List.of(children);
    }

    /** Kills until the group and those below it are empty. */
    static void killUntilEmpty(String directory) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            List<Integer> left = processesOfTree(directory);
            if (left.isEmpty()) {
                return;
            }
            killEach(left);
            pause(attempt);
        }
        throw new LinuxException(Errno.EBUSY, "kill of all processes in", directory);
    }

    static List<Integer> processesOfTree(String directory) {
        List<Integer> pids = new ArrayList<>(processes(directory));
        children(directory).forEach(child -> pids.addAll(processesOfTree(child.getPath())));
        return pids;
    }
}

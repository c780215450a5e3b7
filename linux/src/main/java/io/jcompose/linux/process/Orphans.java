package io.jcompose.linux.process;

import io.jcompose.linux.Errno;
import io.jcompose.linux.LinuxException;
import io.jcompose.linux.file.Descriptors;
import java.util.Arrays;
import java.util.List;

/** Children of this process whose parent, a thread of it or another process ({@link Subreaper}), is no more: the kernel gives them to its first thread. */
public final class Orphans {
    private Orphans() {}

    /** Their pids; none on a kernel that does not tell them (proc_pid_children(5), CONFIG_PROC_CHILDREN). */
    public static List<Integer> pids() {
        return Arrays.stream(read("/proc/self/task/" + ProcessHandle.current().pid() + "/children")
                        .split(" "))
                .filter(pid -> !pid.isBlank())
                .map(pid -> Integer.valueOf(pid.strip()))
                .toList();
    }

    /** The words by which the process was called, each with a NUL after it; empty for one that has ended. */
    public static String commandLine(int pid) {
        return read("/proc/" + pid + "/cmdline");
    }

    /** Its variables when its program began, each with a NUL after it; empty for one that has ended or that this process may not look into (proc_pid_environ(5), ptrace(2)). */
    public static String environment(int pid) {
        try {
            return read("/proc/" + pid + "/environ");
        } catch (LinuxException e) {
            if (e.errno() == Errno.EACCES || e.errno() == Errno.EPERM) {
                return "";
            }
            throw e;
        }
    }

    /** What it is called by ps, at most 15 bytes of it; empty for one that is gone. A zombie keeps it (proc_pid_comm(5)). */
    public static String name(int pid) {
        return read("/proc/" + pid + "/comm").strip();
    }

    /** Whether it has ended and its status waits to be taken (proc_pid_stat(5)). */
    public static boolean isZombie(int pid) {
        String status = read("/proc/" + pid + "/stat");
        return status.startsWith(") Z ", status.lastIndexOf(')'));
    }

    private static String read(String file) {
        try {
            return Descriptors.readFile(file);
        } catch (LinuxException e) {
            if (e.errno() == Errno.ENOENT || e.errno() == Errno.ESRCH) {
                return "";
            }
            throw e;
        }
    }
}

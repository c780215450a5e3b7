package io.jcompose.linux.process;

import io.jcompose.linux.Errno;
import io.jcompose.linux.LinuxException;
import io.jcompose.linux.file.Descriptors;
import io.jcompose.linux.syscall.Call;
import io.jcompose.linux.syscall.NativeScope;
import io.jcompose.linux.syscall.Sys;
import java.util.Optional;

/** A process by pidfd_open(2): never another one that got the same pid. Readable once the process has ended. */
public final class PidFd implements AutoCloseable {
    private static final int P_PIDFD = 3;
    private static final int WNOHANG = 1;
    private static final int WEXITED = 4;
    private static final int CLD_EXITED = 1;
    /** _IOWR(0xff, 11, struct pidfd_info) with the 64 bytes of its first version (linux/pidfd.h). */
    private static final long PIDFD_GET_INFO = 0xc040ff0bL;

    private static final long PIDFD_INFO_EXIT = 1 << 3;

    private final int pid;
    private final int descriptor;

    private PidFd(int pid, int descriptor) {
        this.pid = pid;
        this.descriptor = descriptor;
    }

    /** Empty when there is no such process. */
    public static Optional<PidFd> open(int pid) {
        long result = Sys.attempt(Call.PIDFD_OPEN, pid, 0);
        if (result == -Errno.ESRCH || result == -Errno.EINVAL) {
            return Optional.empty();
        }
        if (result < 0) {
            throw new LinuxException((int) -result, "pidfd_open", Integer.toString(pid));
        }
        return Optional.of(new PidFd(pid, (int) result));
    }

    /** Of a process that may have ended, and whose pid may be another's now. The descriptor is this object's from now on. */
    public static PidFd of(int descriptor) {
        return new PidFd(0, descriptor);
    }

    /** Of the same process; stays open when this is closed. */
    public PidFd copy() {
        return new PidFd(pid, Descriptors.duplicate(descriptor));
    }

    /** 0 when unknown. */
    public int pid() {
        return pid;
    }

    public int descriptor() {
        return descriptor;
    }

    /** False when the process has ended. Signal 0 asks only. */
    public boolean signal(int signal) {
        long result = Sys.attempt(Call.PIDFD_SEND_SIGNAL, descriptor, signal, 0, 0);
        if (result < 0 && result != -Errno.ESRCH) {
            throw new LinuxException((int) -result, "pidfd_send_signal", pid + " " + signal);
        }
        return result == 0;
    }

    /**
     * A copy of one of its descriptors, as dup(2) makes it (pidfd_getfd(2), Linux 5.6). The caller closes it.
     *
     * @throws LinuxException EBADF when it has none such, ESRCH when it has ended
     */
    public int copyOf(int number) {
        return (int) Sys.call(Call.PIDFD_GETFD, pid + " " + number, descriptor, number, 0);
    }

    /** How the process ended, in the form of wait(2): the code, or {@code -signal}. */
    public sealed interface Ending {
        record Status(int code, boolean killed) implements Ending {}

        /** It runs, or it has ended and its parent, another process, has not taken its status yet. */
        record Pending() implements Ending {}

        /** Nobody can know. */
        record Unknown() implements Ending {}
    }

    /** Takes the status of a child, which ends the zombie; reads that of another's child where the kernel keeps it (Linux 6.15). */
    public Ending ending() {
        return take(WEXITED | WNOHANG);
    }

    /**
     * As {@link #ending}, but waits for a child. For children that were killed: between what wakes the thread that made one by posix_spawn and
     * the moment when it can be reaped lies the rest of its exit.
     */
    public Ending awaitEnding() {
        return take(WEXITED);
    }

    private Ending take(int options) {
        try (NativeScope scope = NativeScope.open()) {
            long info = scope.allocate(128);
            long result = Sys.attempt(Call.WAITID, P_PIDFD, descriptor, info, options, 0);
            if (result >= 0) {
                if (NativeScope.getInt(info) == 0) {
                    return new Ending.Pending();
                }
                return new Ending.Status(NativeScope.getInt(info + 24), NativeScope.getInt(info + 8) != CLD_EXITED);
            }
            if (result != -Errno.ECHILD) {
                throw new LinuxException((int) -result, "waitid", Integer.toString(pid));
            }
            return endingOfStranger(scope);
        }
    }

    private Ending endingOfStranger(NativeScope scope) {
        long info = scope.allocate(64);
        NativeScope.putLong(info, PIDFD_INFO_EXIT);
        long result = Sys.attempt(Call.IOCTL, descriptor, PIDFD_GET_INFO, info);
        if (result == 0 && (NativeScope.getLong(info) & PIDFD_INFO_EXIT) != 0) {
            return ending(NativeScope.getInt(info + 60));
        }
        if (result == 0) {
            return ofZombie(NativeScope.getInt(info + 16)).orElseGet(Ending.Pending::new);
        }
        return pid > 0 ? ofZombie(pid).orElseGet(Ending.Unknown::new) : new Ending.Unknown();
    }

    /** What a zombie, all of whose threads have ended, keeps for its parent: fields 3, 20 and 52 of proc_pid_stat(5). */
    private Optional<Ending> ofZombie(int process) {
        // it keeps its number as long as it can be signalled, so what was read before is about it
        return readStat(process)
                .filter(fields -> fields[0].equals("Z") && fields[17].equals("1") && signal(0))
                .map(fields -> ending(Integer.parseInt(fields[49])));
    }

    private static Ending ending(int status) {
        int signal = status & 0x7f;
        return signal == 0 ? new Ending.Status(status >> 8 & 0xff, false) : new Ending.Status(signal, true);
    }

    /** When a process began, in clock ticks since boot: field 22 of proc_pid_stat(5). Empty when it is gone. */
    public static Optional<Long> startTime(int pid) {
        return readStat(pid).map(fields -> Long.parseLong(fields[19]));
    }

    /** Whether a process waits in the kernel for something that a signal may interrupt: state S of proc_pid_stat(5). */
    public static boolean isSleeping(int pid) {
        return stat(pid).filter(fields -> fields.startsWith("S ")).isPresent();
    }

    private static Optional<String[]> readStat(int pid) {
        return stat(pid).map(fields -> fields.split(" "));
    }

    /** The fields from the third on: the second, the name, may hold anything. */
    private static Optional<String> stat(int pid) {
        try {
            String stat = Descriptors.readFile("/proc/" + pid + "/stat").strip();
            return Optional.of(stat.substring(stat.lastIndexOf(')') + 2));
        } catch (LinuxException e) {
            if (e.errno() == Errno.ENOENT || e.errno() == Errno.ESRCH) {
                return Optional.empty();
            }
            throw e;
        }
    }

    @Override
    public void close() {
        Descriptors.close(descriptor);
    }
}

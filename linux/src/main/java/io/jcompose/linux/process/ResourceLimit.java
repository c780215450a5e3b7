package io.jcompose.linux.process;

import io.jcompose.linux.Errno;
import io.jcompose.linux.LinuxException;
import io.jcompose.linux.syscall.Call;
import io.jcompose.linux.syscall.NativeScope;
import io.jcompose.linux.syscall.Sys;
import java.util.Optional;

/** getrlimit(2) in the order of the numbers (asm-generic/resource.h). */
public enum ResourceLimit {
    RLIMIT_CPU,
    RLIMIT_FSIZE,
    RLIMIT_DATA,
    RLIMIT_STACK,
    RLIMIT_CORE,
    RLIMIT_RSS,
    RLIMIT_NPROC,
    RLIMIT_NOFILE,
    RLIMIT_MEMLOCK,
    RLIMIT_AS,
    RLIMIT_LOCKS,
    RLIMIT_SIGPENDING,
    RLIMIT_MSGQUEUE,
    RLIMIT_NICE,
    RLIMIT_RTPRIO,
    RLIMIT_RTTIME;

    /** Soft and hard limit, unsigned; -1 is infinity. */
    public record Values(long soft, long hard) {}

    public static Optional<ResourceLimit> named(String name) {
        for (ResourceLimit limit : values()) {
            if (limit.name().equals(name)) {
                return Optional.of(limit);
            }
        }
        return Optional.empty();
    }

    /** prlimit(2). What this process may not raise stays at the present hard limit; the result is what now holds. */
    public Values apply(int pid, Values wanted) {
        try (NativeScope scope = NativeScope.open()) {
            long buffer = scope.allocate(16);
            NativeScope.putLong(buffer, wanted.soft());
            NativeScope.putLong(buffer + 8, wanted.hard());
            long result = Sys.attempt(Call.PRLIMIT64, pid, ordinal(), buffer, 0);
            if (result >= 0) {
                return wanted;
            }
            if (result != -Errno.EPERM) {
                throw new LinuxException((int) -result, "prlimit", name());
            }
            Values present = read(pid);
            Values clamped = new Values(smaller(wanted.soft(), present.hard()), smaller(wanted.hard(), present.hard()));
            NativeScope.putLong(buffer, clamped.soft());
            NativeScope.putLong(buffer + 8, clamped.hard());
            Sys.call(Call.PRLIMIT64, name(), pid, ordinal(), buffer, 0);
            return clamped;
        }
    }

    public Values read(int pid) {
        try (NativeScope scope = NativeScope.open()) {
            long buffer = scope.allocate(16);
            Sys.call(Call.PRLIMIT64, name(), pid, ordinal(), 0, buffer);
            return new Values(NativeScope.getLong(buffer), NativeScope.getLong(buffer + 8));
        }
    }

    private static long smaller(long a, long b) {
        return Long.compareUnsigned(a, b) < 0 ? a : b;
    }
}

package io.jcompose.linux.poll;

import io.jcompose.linux.Errno;
import io.jcompose.linux.LinuxException;
import io.jcompose.linux.syscall.Call;
import io.jcompose.linux.syscall.NativeScope;
import io.jcompose.linux.syscall.Sys;
import java.time.Duration;

/** ppoll(2): waits in the calling thread, which must be a platform one. */
public final class Readiness {
    private static final short POLLIN = 1;
    private static final long NANOSECONDS = 1_000_000_000;

    private Readiness() {}

    /** Blocks until one of the two descriptors is readable or hung up. */
    public static void await(int first, int second) {
        try (NativeScope scope = NativeScope.open()) {
            long polled = scope.allocate(16);
            while (true) {
                NativeScope.putInt(polled, first);
                NativeScope.putShort(polled + 4, POLLIN);
                NativeScope.putInt(polled + 8, second);
                NativeScope.putShort(polled + 12, POLLIN);
                long result = Sys.once(Call.PPOLL, polled, 2, 0, 0, 0);
                if (result > 0) {
                    return;
                }
                if (result < 0 && result != -Errno.EINTR) {
                    throw new LinuxException((int) -result, "ppoll", "");
                }
            }
        }
    }

    /** Blocks until the descriptor is readable or hung up: false when it was not for so long. */
    public static boolean await(int descriptor, Duration limit) {
        long end = System.nanoTime() + limit.toNanos();
        try (NativeScope scope = NativeScope.open()) {
            long polled = scope.allocate(8);
            long time = scope.allocate(16);
            while (true) {
                NativeScope.putInt(polled, descriptor);
                NativeScope.putShort(polled + 4, POLLIN);
                long left = Math.max(0, end - System.nanoTime());
                NativeScope.putLong(time, left / NANOSECONDS);
                NativeScope.putLong(time + 8, left % NANOSECONDS);
                long result = Sys.once(Call.PPOLL, polled, 1, time, 0, 0);
                if (result >= 0) {
                    return result > 0;
                }
                if (result != -Errno.EINTR) {
                    throw new LinuxException((int) -result, "ppoll", "");
                }
            }
        }
    }
}

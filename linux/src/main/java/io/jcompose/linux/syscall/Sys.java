package io.jcompose.linux.syscall;

import com.sun.jna.Native;
import io.jcompose.linux.Errno;
import io.jcompose.linux.LinuxException;

/**
 * System calls by number. {@link #call} throws {@link LinuxException}; {@link #attempt} gives {@code -errno} as the kernel does.
 *
 * <p>EINTR is repeated by {@link #call} and {@link #attempt} alike: the JVM's own signals interrupt calls at any time. Never used for
 * close(2), whose descriptor is gone even then.
 */
public final class Sys {
    private Sys() {}

    /** The result of a call that succeeded, never negative. */
    public static long call(Call call, String argument, long... args) {
        long result = attempt(call, args);
        if (result < 0) {
            throw new LinuxException((int) -result, call.label(), argument);
        }
        return result;
    }

    /** The result, or {@code -errno}. */
    public static long attempt(Call call, long... args) {
        while (true) {
            long result = once(call, args);
            if (result != -Errno.EINTR) {
                return result;
            }
        }
    }

    /** Like {@link #attempt} without the repetition: {@code -EINTR} is a result. */
    public static long once(Call call, long... args) {
        long result = Libc.syscall(
                call.number(),
                args.length > 0 ? args[0] : 0,
                args.length > 1 ? args[1] : 0,
                args.length > 2 ? args[2] : 0,
                args.length > 3 ? args[3] : 0,
                args.length > 4 ? args[4] : 0,
                args.length > 5 ? args[5] : 0);
        return result == -1 ? -Native.getLastError() : result;
    }
}

package io.jcompose.linux.terminal;

import io.jcompose.linux.syscall.Call;
import io.jcompose.linux.syscall.NativeScope;
import io.jcompose.linux.syscall.Sys;

/**
 * The master of a pty(7).
 *
 * @param descriptor non-blocking; reads end with EIO when no process has the terminal any more
 * @param number n of /dev/pts/n in the devpts that it came from
 */
public record PseudoTerminal(int descriptor, int number) {
    private static final long TIOCSPTLCK = 0x40045431;
    private static final long TIOCGPTN = 0x80045430L;
    private static final long TIOCSWINSZ = 0x5414;

    /** Unlocks the terminal behind a descriptor of a ptmx, opened non-blocking and NOCTTY. */
    public static PseudoTerminal of(int ptmx) {
        try (NativeScope scope = NativeScope.open()) {
            long value = scope.allocate(4);
            Sys.call(Call.IOCTL, "TIOCSPTLCK", ptmx, TIOCSPTLCK, value);
            Sys.call(Call.IOCTL, "TIOCGPTN", ptmx, TIOCGPTN, value);
            return new PseudoTerminal(ptmx, NativeScope.getInt(value));
        }
    }

    public void resize(int rows, int columns) {
        resize(descriptor, rows, columns);
    }

    public static void resize(int descriptor, int rows, int columns) {
        try (NativeScope scope = NativeScope.open()) {
            long size = scope.allocate(8);
            NativeScope.putShort(size, rows);
            NativeScope.putShort(size + 2, columns);
            Sys.call(Call.IOCTL, "TIOCSWINSZ", descriptor, TIOCSWINSZ, size);
        }
    }
}

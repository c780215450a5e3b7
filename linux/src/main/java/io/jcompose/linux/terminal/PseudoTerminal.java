package io.jcompose.linux.terminal;

import io.jcompose.linux.file.Descriptors;
import io.jcompose.linux.file.Open;
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
    private static final long TIOCGPTPEER = 0x5441;

    /** Opens and unlocks a new one out of the devpts whose ptmx lies at this path. */
    public static PseudoTerminal open(int directory, String ptmx) {
        int descriptor = Descriptors.openAt(directory, ptmx, Open.RDWR | Open.NOCTTY | Open.NONBLOCK, 0);
        try (NativeScope scope = NativeScope.open()) {
            long value = scope.allocate(4);
            Sys.call(Call.IOCTL, "TIOCSPTLCK", descriptor, TIOCSPTLCK, value);
            Sys.call(Call.IOCTL, "TIOCGPTN", descriptor, TIOCGPTN, value);
            return new PseudoTerminal(descriptor, NativeScope.getInt(value));
        }
    }

    /** The other end, opened without a path: the descriptor is the caller's and does not become a controlling terminal. */
    public int openPeer() {
        return (int) Sys.call(
                Call.IOCTL, "TIOCGPTPEER", descriptor, TIOCGPTPEER, Open.RDWR | Open.NOCTTY | Open.CLOEXEC);
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

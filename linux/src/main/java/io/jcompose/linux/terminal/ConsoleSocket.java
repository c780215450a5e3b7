package io.jcompose.linux.terminal;

import io.jcompose.linux.Errno;
import io.jcompose.linux.LinuxException;
import io.jcompose.linux.file.Descriptors;
import io.jcompose.linux.file.Open;
import io.jcompose.linux.syscall.Call;
import io.jcompose.linux.syscall.NativeScope;
import io.jcompose.linux.syscall.Sys;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** A unix socket on which an OCI runtime hands over the master of a terminal that it made (runc, docs/terminals.md, "--console-socket"). */
public final class ConsoleSocket implements AutoCloseable {
    private static final int AF_UNIX = 1;
    private static final int SOCK_STREAM = 1;
    private static final int SOCK_NONBLOCK = 0x800;
    private static final int SOCK_CLOEXEC = 0x80000;
    private static final int MSG_CMSG_CLOEXEC = 0x40000000;
    private static final int SOL_SOCKET = 1;
    private static final int SCM_RIGHTS = 1;
    /** struct cmsghdr and one descriptor, rounded up: CMSG_SPACE(4). */
    private static final int CONTROL_BYTES = 24;

    private static final int MAX_NAME = 4096;
    /** sun_path with its closing zero, unix(7). */
    private static final int PATH_BYTES = 108;

    private final int descriptor;
    private final String path;

    private ConsoleSocket(int descriptor, String path) {
        this.descriptor = descriptor;
        this.path = path;
    }

    /** @throws LinuxException ENAMETOOLONG for a path of more than 107 bytes */
    public static ConsoleSocket listen(String path) {
        byte[] name = path.getBytes(StandardCharsets.UTF_8);
        if (name.length >= PATH_BYTES) {
            throw new LinuxException(Errno.ENAMETOOLONG, "bind", path);
        }
        int descriptor = (int) Sys.call(Call.SOCKET, path, AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
        try (NativeScope scope = NativeScope.open()) {
            Sys.call(Call.BIND, path, descriptor, address(scope, name), 2 + name.length + 1);
            Sys.call(Call.LISTEN, path, descriptor, 1);
            return new ConsoleSocket(descriptor, path);
        } catch (RuntimeException e) {
            Descriptors.close(descriptor);
            throw e;
        }
    }

    /** What a runtime that has ended left here; empty when it sent nothing. */
    public Optional<PseudoTerminal> take() {
        long connection = Sys.attempt(Call.ACCEPT4, descriptor, 0, 0, SOCK_CLOEXEC | SOCK_NONBLOCK);
        if (connection == -Errno.EAGAIN) {
            return Optional.empty();
        }
        if (connection < 0) {
            throw new LinuxException((int) -connection, "accept4", path);
        }
        try {
            int master = receive((int) connection);
            if (master < 0) {
                return Optional.empty();
            }
            Descriptors.setBlocking(master, false);
            return Optional.of(PseudoTerminal.of(master));
        } finally {
            Descriptors.close((int) connection);
        }
    }

    /** Hands the master of a terminal to whoever listens at a path, as an OCI runtime does. It stays open here. */
    public static void send(String path, int master) {
        byte[] name = path.getBytes(StandardCharsets.UTF_8);
        if (name.length >= PATH_BYTES) {
            throw new LinuxException(Errno.ENAMETOOLONG, "connect", path);
        }
        int descriptor = (int) Sys.call(Call.SOCKET, path, AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
        try (NativeScope scope = NativeScope.open()) {
            Sys.call(Call.CONNECT, path, descriptor, address(scope, name), 2 + name.length + 1);
            byte[] text = "/dev/ptmx".getBytes(StandardCharsets.UTF_8);
            long buffer = scope.allocate(text.length);
            NativeScope.putBytes(buffer, text, 0, text.length);
            long control = scope.allocate(CONTROL_BYTES);
            NativeScope.putLong(control, 20);
            NativeScope.putInt(control + 8, SOL_SOCKET);
            NativeScope.putInt(control + 12, SCM_RIGHTS);
            NativeScope.putInt(control + 16, master);
            Sys.call(Call.SENDMSG, path, descriptor, message(scope, buffer, text.length, control), 0);
        } finally {
            Descriptors.close(descriptor);
        }
    }

    /** struct sockaddr_un. */
    private static long address(NativeScope scope, byte[] name) {
        long address = scope.allocate(2 + PATH_BYTES);
        NativeScope.putShort(address, AF_UNIX);
        NativeScope.putBytes(address + 2, name, 0, name.length);
        return address;
    }

    /** struct msghdr with one buffer, and room for or with one descriptor. */
    private static long message(NativeScope scope, long buffer, int length, long control) {
        long vector = scope.allocate(16);
        NativeScope.putLong(vector, buffer);
        NativeScope.putLong(vector + 8, length);
        long message = scope.allocate(56);
        NativeScope.putLong(message + 16, vector);
        NativeScope.putLong(message + 24, 1);
        NativeScope.putLong(message + 32, control);
        NativeScope.putLong(message + 40, CONTROL_BYTES);
        return message;
    }

    /** -1 when none came. */
    private int receive(int connection) {
        try (NativeScope scope = NativeScope.open()) {
            long control = scope.allocate(CONTROL_BYTES);
            long message = message(scope, scope.allocate(MAX_NAME), MAX_NAME, control);
            Sys.call(Call.RECVMSG, path, connection, message, MSG_CMSG_CLOEXEC);
            boolean rights = NativeScope.getLong(message + 40) > 16
                    && NativeScope.getInt(control + 8) == SOL_SOCKET
                    && NativeScope.getInt(control + 12) == SCM_RIGHTS;
            return rights ? NativeScope.getInt(control + 16) : -1;
        }
    }

    @Override
    public void close() {
        Descriptors.close(descriptor);
        Descriptors.remove(Open.AT_FDCWD, path, 0);
    }
}

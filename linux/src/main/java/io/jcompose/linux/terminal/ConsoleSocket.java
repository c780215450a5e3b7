package io.jcompose.linux.terminal;

import io.jcompose.linux.Errno;
import io.jcompose.linux.LinuxException;
import io.jcompose.linux.file.Descriptors;
import io.jcompose.linux.file.Open;
import io.jcompose.linux.socket.PassedDescriptor;
import io.jcompose.linux.syscall.Call;
import io.jcompose.linux.syscall.NativeScope;
import io.jcompose.linux.syscall.Sys;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalInt;

/** A unix socket on which an OCI runtime hands over the master of a terminal that it made (runc, docs/terminals.md, "--console-socket"). */
public final class ConsoleSocket implements AutoCloseable {
    private static final int AF_UNIX = 1;
    private static final int SOCK_STREAM = 1;
    private static final int SOCK_NONBLOCK = 0x800;
    private static final int SOCK_CLOEXEC = 0x80000;
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
            OptionalInt master = PassedDescriptor.receive((int) connection);
            if (master.isEmpty()) {
                return Optional.empty();
            }
            Descriptors.setBlocking(master.getAsInt(), false);
            return Optional.of(PseudoTerminal.of(master.getAsInt()));
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
            Sys.call(Call.SENDMSG, path, descriptor, PassedDescriptor.message(scope, "/dev/ptmx", master), 0);
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

    @Override
    public void close() {
        Descriptors.close(descriptor);
        Descriptors.remove(Open.AT_FDCWD, path, 0);
    }
}

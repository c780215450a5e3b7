package io.jcompose.linux.socket;

import io.jcompose.linux.Errno;
import io.jcompose.linux.LinuxException;
import io.jcompose.linux.file.Descriptors;
import io.jcompose.linux.syscall.Call;
import io.jcompose.linux.syscall.NativeScope;
import io.jcompose.linux.syscall.Sys;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** One end of a SOCK_DGRAM socket of the family AF_UNIX. Not for use by two threads at once. */
public final class UnixDatagrams implements AutoCloseable {
    private static final int AF_UNIX = 1;
    private static final int SOCK_DGRAM = 2;
    private static final int SOCK_CLOEXEC = 0x80000;
    private static final Duration PATIENCE = Duration.ofSeconds(1);
    private static final Duration BETWEEN = Duration.ofMillis(2);
    private static final int LONGEST_PATH = 107;
    private static final int LARGEST = 1 << 17;

    private final String path;
    private int descriptor;

    private UnixDatagrams(String path, int descriptor) {
        this.path = path;
        this.descriptor = descriptor;
    }

    /**
     * Sends to the socket at a path.
     *
     * @throws LinuxException ENOENT or ECONNREFUSED when nobody listens there, EPROTOTYPE when it is a stream
     */
    public static UnixDatagrams connect(String path) {
        UnixDatagrams made = make(path, Call.CONNECT);
        Descriptors.setBlocking(made.descriptor, false);
        return made;
    }

    /** Receives what is sent to a path, where the socket is made. */
    public static UnixDatagrams bind(String path) {
        return make(path, Call.BIND);
    }

    private static UnixDatagrams make(String path, Call call) {
        byte[] bytes = path.getBytes(StandardCharsets.UTF_8);
        if (bytes.length > LONGEST_PATH) {
            throw new LinuxException(Errno.EINVAL, call.label(), path);
        }
        int descriptor = (int) Sys.call(Call.SOCKET, path, AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
        try (NativeScope scope = NativeScope.open()) {
            long address = scope.allocate(2 + LONGEST_PATH + 1);
            NativeScope.putShort(address, AF_UNIX);
            NativeScope.putBytes(address + 2, bytes, 0, bytes.length);
            Sys.call(call, path, descriptor, address, 2L + bytes.length + 1);
        } catch (LinuxException e) {
            Descriptors.close(descriptor);
            throw e;
        }
        return new UnixDatagrams(path, descriptor);
    }

    /**
     * Sends, and tries again for a second when the receiver does not read. It is slept through and not waited for in write(2): that would keep a thread of the
     * machine, of which all virtual threads share a few.
     *
     * @throws LinuxException ECONNREFUSED when the receiver has gone, EAGAIN when it does not read, EINTR when the thread is interrupted meanwhile
     */
    public void send(byte[] datagram) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        int sent = Descriptors.write(descriptor, datagram, 0, datagram.length);
        while (sent == -Errno.EAGAIN && System.nanoTime() < end) {
            sleep();
            sent = Descriptors.write(descriptor, datagram, 0, datagram.length);
        }
        if (sent < 0) {
            throw new LinuxException(-sent, "send", path);
        }
    }

    private void sleep() {
        try {
            Thread.sleep(BETWEEN);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LinuxException(Errno.EINTR, "send", path);
        }
    }

    /** Waits for one. */
    public byte[] receive() {
        try (NativeScope scope = NativeScope.open()) {
            long buffer = scope.allocate(LARGEST);
            int count = (int) Sys.call(Call.READ, path, descriptor, buffer, LARGEST);
            return NativeScope.getBytes(buffer, count);
        }
    }

    @Override
    public void close() {
        Descriptors.close(descriptor);
        descriptor = -1;
    }
}

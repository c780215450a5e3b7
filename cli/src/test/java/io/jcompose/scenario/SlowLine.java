package io.jcompose.scenario;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** A port of the loopback interface behind which a server seems far away: all connections together get so many bytes a second from it. */
final class SlowLine implements AutoCloseable {
    private static final int CHUNK = 16 * 1024;

    private final ServerSocket listener;
    private final String server;
    private final int bytesPerSecond;
    private final Semaphore line = new Semaphore(1);
    private final AtomicLong carried = new AtomicLong();

    private SlowLine(ServerSocket listener, String server, int bytesPerSecond) {
        this.listener = listener;
        this.server = server;
        this.bytesPerSecond = bytesPerSecond;
    }

    static SlowLine to(String server, int bytesPerSecond) {
        try {
            SlowLine line =
                    new SlowLine(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), server, bytesPerSecond);
            Thread.ofVirtual().start(line::accept);
            return line;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String address() {
        return "127.0.0.1:" + listener.getLocalPort();
    }

    /** How many bytes have come from the server. */
    long carried() {
        return carried.get();
    }

    private void accept() {
        try {
            while (true) {
                Socket client = listener.accept();
                Thread.ofVirtual().start(() -> connect(client));
            }
        } catch (IOException closed) {
            // the end
        }
    }

    private void connect(Socket client) {
        String[] place = server.split(":");
        try (client;
                Socket far = new Socket(place[0], Integer.parseInt(place[1]))) {
            Thread up = Thread.ofVirtual().start(() -> copy(client, far, false));
            copy(far, client, true);
            client.shutdownInput();
            up.join();
        } catch (IOException | InterruptedException broken) {
            // whoever waits at either end notices
        }
    }

    private void copy(Socket from, Socket to, boolean slowly) {
        byte[] bytes = new byte[CHUNK];
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int n = in.read(bytes); n >= 0; n = in.read(bytes)) {
                if (slowly) {
                    carry(n);
                }
                out.write(bytes, 0, n);
            }
            to.shutdownOutput();
        } catch (IOException broken) {
            // whoever waits at either end notices
        }
    }

    private void carry(int bytes) {
        line.acquireUninterruptibly();
        try {
            LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(1) * bytes / bytesPerSecond);
            carried.addAndGet(bytes);
        } finally {
            line.release();
        }
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

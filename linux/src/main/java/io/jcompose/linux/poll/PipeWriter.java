package io.jcompose.linux.poll;

import io.jcompose.linux.Errno;
import io.jcompose.linux.LinuxException;
import io.jcompose.linux.file.Descriptors;
import io.jcompose.linux.file.Open;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The writing end of a pipe or fifo. Who writes to a full one waits for the poller and not in write(2): that would keep a thread of the machine, of which
 * all virtual threads share a few (the JDK's file streams give no other one for it).
 */
public final class PipeWriter implements AutoCloseable {
    private final Poller poller;
    private final int descriptor;
    /** What one writer writes at once stays together. */
    private final ReentrantLock turn = new ReentrantLock();

    private @Nullable Waiting waiting;
    private boolean closed;

    private record Waiting(CountDownLatch room, Poller.Registration registration) {}

    private PipeWriter(Poller poller, int descriptor) {
        this.poller = poller;
        this.descriptor = descriptor;
    }

    /** @param descriptor is made non-blocking, and belongs to this writer from now on */
    public static PipeWriter of(Poller poller, int descriptor) {
        Descriptors.setBlocking(descriptor, false);
        return new PipeWriter(poller, descriptor);
    }

    /** Opens a fifo, without waiting for a reader (fifo(7)): when the last has gone, what is written is refused. */
    public static PipeWriter open(Poller poller, String fifo) {
        int reader = Descriptors.open(fifo, Open.RDWR | Open.NONBLOCK);
        try {
            return new PipeWriter(poller, Descriptors.open(fifo, Open.WRONLY | Open.NONBLOCK));
        } finally {
            Descriptors.close(reader);
        }
    }

    /**
     * Blocks until all of it is in the pipe.
     *
     * @throws LinuxException EPIPE when nobody reads any more, or it was closed
     */
    public void write(byte[] bytes) throws InterruptedException {
        turn.lockInterruptibly();
        try {
            int from = 0;
            while (from < bytes.length) {
                int count = attempt(bytes, from);
                if (count == -Errno.EAGAIN) {
                    awaitRoom();
                } else if (count < 0) {
                    throw new LinuxException(-count, "write", "pipe");
                } else {
                    from += count;
                }
            }
        } finally {
            turn.unlock();
        }
    }

    private synchronized int attempt(byte[] bytes, int from) {
        return closed ? -Errno.EPIPE : Descriptors.write(descriptor, bytes, from, bytes.length - from);
    }

    private void awaitRoom() throws InterruptedException {
        Waiting now;
        synchronized (this) {
            if (closed) {
                return;
            }
            CountDownLatch room = new CountDownLatch(1);
            now = new Waiting(room, poller.register(descriptor, Poller.OUT | Poller.ONCE, _ -> room.countDown()));
            waiting = now;
        }
        try {
            now.room().await();
        } finally {
            synchronized (this) {
                now.registration().cancel();
                waiting = null;
            }
        }
    }

    /** Whoever waits to write is refused. Repeatable. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        Waiting interrupted = waiting;
        if (interrupted != null) {
            interrupted.registration().cancel();
            interrupted.room().countDown();
        }
        Descriptors.close(descriptor);
    }
}

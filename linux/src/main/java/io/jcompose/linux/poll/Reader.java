package io.jcompose.linux.poll;

import io.jcompose.linux.Errno;
import io.jcompose.linux.LinuxException;
import io.jcompose.linux.file.Descriptors;
import io.jcompose.linux.syscall.NativeScope;
import org.jspecify.annotations.Nullable;

/**
 * Reads a descriptor whenever the poller says that there is something: at most {@link #CHUNK} bytes a time, so that a flood from one
 * container does not starve the others.
 */
public final class Reader implements AutoCloseable {
    public static final int CHUNK = 64 * 1024;

    private final int descriptor;
    private final Sink sink;
    private final Poller poller;
    private volatile Poller.@Nullable Registration registration;
    private boolean closed;

    /** Gets what was read, on the poller's thread; must not block. */
    public interface Sink {
        /** The array is the sink's to keep. */
        void data(byte[] bytes);

        /** No more will come: end of file, or EIO of a terminal. The descriptor stays open. Not called after {@link Reader#close}. */
        void end();
    }

    private Reader(Poller poller, int descriptor, Sink sink) {
        this.poller = poller;
        this.descriptor = descriptor;
        this.sink = sink;
    }

    /** @param descriptor non-blocking; stays the caller's, to be closed after this reader */
    public static Reader open(Poller poller, int descriptor, Sink sink) {
        Reader reader = new Reader(poller, descriptor, sink);
        synchronized (reader) {
            reader.registration = poller.register(descriptor, Poller.IN, reader::ready);
        }
        return reader;
    }

    /** Back pressure: no data until {@link #resume}, but by {@link #drain} and what is being read. Waits for no sink. */
    public void pause() {
        Poller.Registration reading = registration;
        if (reading != null) {
            reading.suspend();
        }
    }

    /** As {@link #pause}, waits for no sink. */
    public void resume() {
        Poller.Registration reading = registration;
        if (reading != null) {
            reading.listenFor(Poller.IN);
        }
    }

    private synchronized void ready(int events) {
        if (closed) {
            return;
        }
        long buffer = poller.buffer();
        int count = Descriptors.read(descriptor, buffer, CHUNK);
        if (count > 0) {
            sink.data(NativeScope.getBytes(buffer, count));
        } else if (count == 0 || count == -Errno.EIO) {
            cancel();
            sink.end();
        } else if (count != -Errno.EAGAIN) {
            throw new LinuxException(-count, "read", "descriptor " + descriptor);
        }
    }

    /** Reads what is there now, in the calling thread; true when the end was reached. For the last words of a process that has ended. */
    public synchronized boolean drain() {
        try (NativeScope scope = NativeScope.open()) {
            long buffer = scope.allocate(CHUNK);
            while (!closed) {
                int count = Descriptors.read(descriptor, buffer, CHUNK);
                if (count == -Errno.EAGAIN) {
                    return false;
                }
                if (count <= 0) {
                    return true;
                }
                sink.data(NativeScope.getBytes(buffer, count));
            }
            return true;
        }
    }

    private void cancel() {
        Poller.Registration reading = registration;
        if (reading != null) {
            reading.cancel();
            registration = null;
        }
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            cancel();
        }
    }
}

package io.jcompose.linux.poll;

import io.jcompose.linux.LinuxException;
import io.jcompose.linux.file.Descriptors;
import io.jcompose.linux.syscall.Call;
import io.jcompose.linux.syscall.NativeScope;
import io.jcompose.linux.syscall.Sys;
import org.jspecify.annotations.Nullable;

/**
 * Like {@link Reader}, for a pipe of which this process is the only reader: the bytes go straight to memory that the caller names, who is told before how
 * many they will be. With memory that outlives the process a kill at any moment loses none of them.
 */
public final class PlacedReader implements AutoCloseable {
    private static final long FIONREAD = 0x541b;

    private final int descriptor;
    private final Place place;
    private volatile Poller.@Nullable Registration registration;
    private boolean closed;

    /** Called on the poller's thread, or on that of {@link #drain}; must not block. */
    public interface Place {
        /** How many of {@code count} bytes, at least one, have room to be put somewhere now; the others come after them. */
        int room(int count);

        /** {@code count} bytes, at most {@link Reader#CHUNK}, are about to be put at the address that this returns. */
        long place(int count);

        /** They are there. */
        void taken(int count);
    }

    private PlacedReader(int descriptor, Place place) {
        this.descriptor = descriptor;
        this.place = place;
    }

    /** @param descriptor of a pipe or fifo; stays the caller's, to be closed after this reader */
    public static PlacedReader open(Poller poller, int descriptor, Place place) {
        PlacedReader reader = new PlacedReader(descriptor, place);
        synchronized (reader) {
            reader.registration = poller.register(descriptor, Poller.IN, reader::ready);
        }
        return reader;
    }

    /** Back pressure: no bytes are taken until {@link #resume}, but by {@link #drain} and those that are being taken. Waits for no place. */
    public void pause() {
        Poller.Registration reading = registration;
        if (reading != null) {
            reading.suspend();
        }
    }

    /** As {@link #pause}, waits for no place. */
    public void resume() {
        Poller.Registration reading = registration;
        if (reading != null) {
            reading.listenFor(Poller.IN);
        }
    }

    private synchronized void ready(int events) {
        if (!closed) {
            take();
        }
    }

    /** False when there is nothing. */
    private boolean take() {
        int waiting = Math.min(available(), Reader.CHUNK);
        if (waiting == 0) {
            return false;
        }
        int count = place.room(waiting);
        long address = place.place(count);
        int read = Descriptors.read(descriptor, address, count);
        if (read != count) {
            throw new LinuxException(Math.max(0, -read), "read", "descriptor " + descriptor);
        }
        place.taken(count);
        return true;
    }

    private int available() {
        try (NativeScope scope = NativeScope.open()) {
            long count = scope.allocate(4);
            Sys.call(Call.IOCTL, "FIONREAD", descriptor, FIONREAD, count);
            return NativeScope.getInt(count);
        }
    }

    /** Takes what is there now, in the calling thread. */
    public synchronized void drain() {
        while (!closed && take()) {
            continue;
        }
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            Poller.Registration reading = registration;
            if (reading != null) {
                reading.cancel();
            }
        }
    }
}

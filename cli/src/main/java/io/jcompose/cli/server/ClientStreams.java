package io.jcompose.cli.server;

import io.jcompose.cli.invocation.Streams;
import io.jcompose.cli.wire.Frame;
import io.jcompose.cli.wire.Payload;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The streams of a client at the other end of a socket. */
final class ClientStreams implements Streams {
    private final Outbox outbox;
    private final StandardInput in;
    private final List<Consumer<Size>> sizeListeners = new ArrayList<>();
    private @Nullable Size size;

    ClientStreams(Outbox outbox) {
        this.outbox = outbox;
        this.in = new StandardInput(bytes -> outbox.put(
                new Frame(Frame.WANT_STDIN, new Payload().putInt(bytes).toBuffer())));
    }

    @Override
    public void out(byte[] bytes) {
        outbox.put(Frame.STDOUT, bytes);
    }

    @Override
    public void err(byte[] bytes) {
        outbox.put(Frame.STDERR, bytes);
    }

    @Override
    public InputStream in() {
        return in;
    }

    StandardInput input() {
        return in;
    }

    @Override
    public void raw(boolean on) {
        outbox.put(new Frame(Frame.RAW, new Payload().putByte(on ? 1 : 0).toBuffer()));
    }

    @Override
    public void onSize(Consumer<Size> listener) {
        Size known;
        boolean first;
        synchronized (sizeListeners) {
            first = sizeListeners.isEmpty();
            sizeListeners.add(listener);
            known = size;
        }
        if (known != null) {
            listener.accept(known);
        } else if (first) {
            outbox.put(new Frame(Frame.WANT_SIZE, ByteBuffer.allocate(0)));
        }
    }

    @Override
    public void onNextSize(Consumer<Size> listener) {
        synchronized (sizeListeners) {
            sizeListeners.add(listener);
        }
        outbox.put(new Frame(Frame.WANT_SIZE, ByteBuffer.allocate(0)));
    }

    void resized(Size now) {
        List<Consumer<Size>> listeners;
        synchronized (sizeListeners) {
            size = now;
            listeners = List.copyOf(sizeListeners);
        }
        listeners.forEach(listener -> listener.accept(now));
    }
}

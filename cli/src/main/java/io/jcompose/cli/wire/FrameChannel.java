package io.jcompose.cli.wire;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/**
 * Frames over a blocking socket. One thread reads; any thread writes, a frame at a time.
 *
 * <p>A thread that is interrupted while it is in here closes the channel: that is how java.nio channels are.
 */
public final class FrameChannel implements AutoCloseable {
    private static final int HEADER = 5;

    private final SocketChannel channel;
    private final ByteBuffer in = ByteBuffer.allocateDirect(64 << 10).flip();
    private final Object writing = new Object();

    public FrameChannel(SocketChannel channel) {
        this.channel = channel;
    }

    public SocketChannel socket() {
        return channel;
    }

    /** The next frame; null when the peer has closed between frames. */
    public @Nullable Frame read() throws IOException {
        if (!fill(HEADER)) {
            if (in.hasRemaining()) {
                throw new EOFException("the connection ended inside a frame");
            }
            return null;
        }
        int type = in.get();
        int length = in.getInt();
        if (length < 0 || length > Frame.MAX_PAYLOAD) {
            throw new IOException("a frame of " + length + " bytes, more than " + Frame.MAX_PAYLOAD);
        }
        ByteBuffer payload = ByteBuffer.allocate(length);
        int buffered = Math.min(length, in.remaining());
        ByteBuffer head = in.slice(in.position(), buffered);
        in.position(in.position() + buffered);
        payload.put(head);
        while (payload.hasRemaining()) {
            if (channel.read(payload) < 0) {
                throw new EOFException("the connection ended inside a frame");
            }
        }
        return new Frame(type, payload.flip());
    }

    private boolean fill(int wanted) throws IOException {
        if (in.remaining() >= wanted) {
            return true;
        }
        in.compact();
        try {
            while (in.position() < wanted) {
                if (channel.read(in) < 0) {
                    return false;
                }
            }
            return true;
        } finally {
            in.flip();
        }
    }

    public void write(int type) throws IOException {
        write(type, ByteBuffer.allocate(0));
    }

    public void write(int type, byte[] payload, int offset, int length) throws IOException {
        write(type, ByteBuffer.wrap(payload, offset, length));
    }

    public void write(int type, ByteBuffer payload) throws IOException {
        ByteBuffer frame = ByteBuffer.allocate(HEADER + payload.remaining());
        frame.put((byte) type).putInt(payload.remaining()).put(payload).flip();
        writeRaw(frame);
    }

    /** Writes whole frames that were put together before. */
    public void writeRaw(ByteBuffer frames) throws IOException {
        synchronized (writing) {
            while (frames.hasRemaining()) {
                channel.write(frames);
            }
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}

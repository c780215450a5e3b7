package io.jcompose.cli.server;

import io.jcompose.cli.wire.Frame;
import io.jcompose.cli.wire.FrameChannel;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Frames on their way to one client, in order, at most a megabyte of them: whoever puts more waits until the client has read. The commands' threads do not write
 * to the socket themselves, because an interrupt in the middle of a write would close it.
 */
final class Outbox {
    private static final int LIMIT = 1 << 20;
    private static final int PIECE = 256 << 10;

    private final FrameChannel channel;
    private final Deque<Frame> frames = new ArrayDeque<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private int waiting;
    private boolean closed;

    Outbox(FrameChannel channel) {
        this.channel = channel;
    }

    /** Bytes of a stream; cut into pieces of bounded size. */
    void put(int type, byte[] bytes) {
        for (int start = 0; start < bytes.length; start += PIECE) {
            put(new Frame(type, ByteBuffer.wrap(bytes, start, Math.min(PIECE, bytes.length - start))));
        }
    }

    void put(Frame frame) {
        lock.lock();
        try {
            while (waiting > LIMIT && !closed) {
                changed.awaitUninterruptibly();
            }
            if (!closed) {
                frames.add(frame);
                waiting += frame.payload().remaining();
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Nothing more comes; {@link #drain} returns when what is in here is written. */
    void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Writes until it is closed and empty. When the client is gone the rest is dropped and nobody waits any more. */
    void drain() throws IOException {
        try {
            for (List<Frame> batch = take(); !batch.isEmpty(); batch = take()) {
                write(batch);
            }
        } finally {
            close();
        }
    }

    /** What lies here of one stream becomes one frame: many short lines cost one system call. */
    private void write(List<Frame> batch) throws IOException {
        Frame first = batch.getFirst();
        if (batch.size() == 1) {
            channel.write(first.type(), first.payload());
            return;
        }
        ByteBuffer joined = ByteBuffer.allocate(
                batch.stream().mapToInt(frame -> frame.payload().remaining()).sum());
        batch.forEach(frame -> joined.put(frame.payload()));
        channel.write(first.type(), joined.flip());
    }

    /** The next frame and those after it that may be joined to it; empty when there will be none. */
    private List<Frame> take() {
        lock.lock();
        try {
            while (frames.isEmpty() && !closed) {
                changed.awaitUninterruptibly();
            }
            List<Frame> batch = new ArrayList<>();
            int size = 0;
            for (Frame next = frames.peek(); next != null && joins(batch, size, next); next = frames.peek()) {
                batch.add(frames.remove());
                size += next.payload().remaining();
            }
            waiting -= size;
            changed.signalAll();
            return batch;
        } finally {
            lock.unlock();
        }
    }

    private static boolean joins(List<Frame> batch, int size, Frame next) {
        if (batch.isEmpty()) {
            return true;
        }
        boolean stream = next.type() == Frame.STDOUT || next.type() == Frame.STDERR;
        return stream
                && next.type() == batch.getFirst().type()
                && size + next.payload().remaining() <= PIECE;
    }
}

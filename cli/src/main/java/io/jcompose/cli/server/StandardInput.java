package io.jcompose.cli.server;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.IntConsumer;

/**
 * The client's standard input. The client sends no more than it was asked for, so that what a command does not read never stands in the way of the frames
 * behind it.
 */
final class StandardInput extends InputStream {
    private static final int WINDOW = 256 << 10;

    private final IntConsumer ask;
    private final Deque<byte[]> chunks = new ArrayDeque<>();
    private int position;
    private int consumed = WINDOW;
    private boolean ended;

    /** @param ask asks the client for so many bytes more */
    StandardInput(IntConsumer ask) {
        this.ask = ask;
    }

    synchronized void add(byte[] bytes) {
        if (bytes.length > 0) {
            chunks.add(bytes);
            notifyAll();
        }
    }

    synchronized void end() {
        ended = true;
        notifyAll();
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public synchronized int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (consumed >= WINDOW / 2) {
            ask.accept(consumed);
            consumed = 0;
        }
        while (chunks.isEmpty()) {
            if (ended) {
                return -1;
            }
            try {
                wait();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("interrupted while reading standard input");
            }
        }
        byte[] head = chunks.getFirst();
        int count = Math.min(length, head.length - position);
        System.arraycopy(head, position, target, offset, count);
        position += count;
        consumed += count;
        if (position == head.length) {
            chunks.removeFirst();
            position = 0;
        }
        return count;
    }
}

package io.jcompose.engine.log;

import java.util.Arrays;

/** Bytes that grow; like {@link java.io.ByteArrayOutputStream} without its lock, which would be taken for each byte of each log line. */
final class ByteBuilder {
    private static final int SMALL = 1024;

    private byte[] bytes = {};
    private int size;

    private void reserve(int more) {
        if (bytes.length - size < more) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + more));
        }
    }

    void put(int b) {
        reserve(1);
        bytes[size++] = (byte) b;
    }

    void put(byte[] from) {
        put(from, 0, from.length);
    }

    void put(byte[] from, int offset, int length) {
        reserve(length);
        System.arraycopy(from, offset, bytes, size, length);
        size += length;
    }

    int size() {
        return size;
    }

    /** The bytes themselves, of which the first {@link #size} count; for use before the next change. */
    byte[] array() {
        return bytes;
    }

    byte[] copy() {
        return Arrays.copyOf(bytes, size);
    }

    /** Empties it. Memory stays as long as batches are large: with a thousand containers those that are quiet should have none to speak of. */
    void clear() {
        if (bytes.length > SMALL && size < bytes.length / 8) {
            bytes = new byte[SMALL];
        }
        size = 0;
    }
}

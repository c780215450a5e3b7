package io.jcompose.cli.wire;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Puts a payload together: numbers, strings and lists as the package describes them. */
public final class Payload {
    private byte[] bytes = new byte[4096];
    private int size;

    public Payload putByte(int value) {
        room(1);
        bytes[size++] = (byte) value;
        return this;
    }

    public Payload putInt(int value) {
        return putByte(value >> 24).putByte(value >> 16).putByte(value >> 8).putByte(value);
    }

    public Payload putLong(long value) {
        return putInt((int) (value >> 32)).putInt((int) value);
    }

    public Payload putString(String value) {
        return putBytes(value.getBytes(StandardCharsets.UTF_8));
    }

    private Payload putBytes(byte[] value) {
        putInt(value.length);
        room(value.length);
        System.arraycopy(value, 0, bytes, size, value.length);
        size += value.length;
        return this;
    }

    public Payload putList(List<String> values) {
        putInt(values.size());
        for (String value : values) {
            putString(value);
        }
        return this;
    }

    private void room(int wanted) {
        if (size + wanted > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + wanted));
        }
    }

    public ByteBuffer toBuffer() {
        return ByteBuffer.wrap(bytes, 0, size);
    }

    /** Reads what {@link #putString} wrote; {@link BufferUnderflowException} when it is cut short. */
    public static String getString(ByteBuffer buffer) {
        byte[] value = new byte[length(buffer)];
        buffer.get(value);
        return new String(value, StandardCharsets.UTF_8);
    }

    public static List<String> getList(ByteBuffer buffer) {
        int count = length(buffer);
        List<String> values = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            values.add(getString(buffer));
        }
        return values;
    }

    private static int length(ByteBuffer buffer) {
        int length = buffer.getInt();
        if (length < 0 || length > buffer.remaining()) {
            throw new BufferUnderflowException();
        }
        return length;
    }
}

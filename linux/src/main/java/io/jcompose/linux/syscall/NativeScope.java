package io.jcompose.linux.syscall;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * Native memory for the arguments of some calls, freed together by {@link #close}. Confined to one thread. Zeroed.
 *
 * <p>Not {@code com.sun.jna.Memory}: that registers with a cleaner which may start its thread at any allocation, and a thread started
 * from one that has left the host's namespaces would live in the container's.
 */
public final class NativeScope implements AutoCloseable {
    private static final int BLOCK = 8192;

    private long[] blocks = new long[4];
    private int count;
    private long next;
    private long end;

    private NativeScope() {}

    public static NativeScope open() {
        return new NativeScope();
    }

    /** The address of {@code bytes} zeroed bytes, aligned to 16. */
    public long allocate(int bytes) {
        int size = Math.max(16, (bytes + 15) & ~15);
        if (end - next < size) {
            grow(Math.max(size, BLOCK));
        }
        long address = next;
        next += size;
        new Pointer(address).clear(size);
        return address;
    }

    private void grow(int size) {
        long block = Native.malloc(size);
        if (block == 0) {
            throw new OutOfMemoryError("malloc of " + size + " bytes");
        }
        if (count == blocks.length) {
            blocks = Arrays.copyOf(blocks, count * 2);
        }
        blocks[count++] = block;
        next = block;
        end = block + size;
    }

    /** A C string in UTF-8. */
    public long string(String text) {
        return string(text.getBytes(StandardCharsets.UTF_8));
    }

    /** A C string of these bytes. */
    public long string(byte[] bytes) {
        for (byte b : bytes) {
            if (b == 0) {
                throw new IllegalArgumentException("a NUL byte in an argument of a system call");
            }
        }
        long address = allocate(bytes.length + 1);
        new Pointer(address).write(0, bytes, 0, bytes.length);
        return address;
    }

    /** A NULL-terminated array of C strings, as for argv. */
    public long strings(List<String> texts) {
        long array = allocate((texts.size() + 1) * 8);
        Pointer pointer = new Pointer(array);
        for (int i = 0; i < texts.size(); i++) {
            pointer.setLong(i * 8L, string(texts.get(i)));
        }
        return array;
    }

    public static void putByte(long address, int value) {
        new Pointer(address).setByte(0, (byte) value);
    }

    public static void putShort(long address, int value) {
        new Pointer(address).setShort(0, (short) value);
    }

    public static void putInt(long address, int value) {
        new Pointer(address).setInt(0, value);
    }

    public static void putLong(long address, long value) {
        new Pointer(address).setLong(0, value);
    }

    public static void putBytes(long address, byte[] bytes, int offset, int length) {
        new Pointer(address).write(0, bytes, offset, length);
    }

    public static byte getByte(long address) {
        return new Pointer(address).getByte(0);
    }

    public static short getShort(long address) {
        return new Pointer(address).getShort(0);
    }

    public static int getInt(long address) {
        return new Pointer(address).getInt(0);
    }

    public static long getLong(long address) {
        return new Pointer(address).getLong(0);
    }

    public static byte[] getBytes(long address, int length) {
        return new Pointer(address).getByteArray(0, length);
    }

    public static void getBytes(long address, byte[] into, int offset, int length) {
        new Pointer(address).read(0, into, offset, length);
    }

    public static void fill(long address, int length, int value) {
        new Pointer(address).setMemory(0, length, (byte) value);
    }

    @Override
    public void close() {
        for (int i = 0; i < count; i++) {
            Native.free(blocks[i]);
        }
        count = 0;
        next = 0;
        end = 0;
    }
}

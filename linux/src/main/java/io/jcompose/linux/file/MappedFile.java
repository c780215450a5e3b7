package io.jcompose.linux.file;

import io.jcompose.linux.Errno;
import io.jcompose.linux.LinuxException;
import io.jcompose.linux.syscall.Call;
import io.jcompose.linux.syscall.NativeScope;
import io.jcompose.linux.syscall.Sys;
import java.lang.invoke.VarHandle;

/**
 * A file as memory (mmap(2), MAP_SHARED): what was stored is in the file even if the process is killed the next moment. Confined to one thread at a time;
 * not to be used after {@link #close}.
 */
public final class MappedFile implements AutoCloseable {
    private static final int PROT_READ_WRITE = 3;
    private static final int MAP_SHARED = 1;

    private final String path;
    private final long address;
    private final int size;

    private MappedFile(String path, long address, int size) {
        this.path = path;
        this.address = address;
        this.size = size;
    }

    /** Opens the file, or makes it with zeros; its size becomes {@code size} bytes. */
    public static MappedFile open(String path, int size) {
        int descriptor = Descriptors.openAt(Open.AT_FDCWD, path, Open.RDWR | Open.CREAT, 0600);
        try {
            Sys.call(Call.FTRUNCATE, path, descriptor, size);
            return new MappedFile(
                    path, Sys.call(Call.MMAP, path, 0, size, PROT_READ_WRITE, MAP_SHARED, descriptor, 0), size);
        } finally {
            Descriptors.close(descriptor);
        }
    }

    /**
     * Makes sure that there is room for these bytes. Storing where there is none ends the process (SIGBUS).
     *
     * @return false when the file system is full, or can't be asked: no descriptor is left, or the file's name is gone
     */
    public boolean reserve(int offset, int length) {
        int descriptor;
        try {
            descriptor = Descriptors.open(path, Open.RDWR);
        } catch (LinuxException notAsked) {
            return false;
        }
        try {
            long result = Sys.attempt(Call.FALLOCATE, descriptor, 0, offset, length);
            if (result == -Errno.ENOSPC || result == -Errno.EDQUOT) {
                return false;
            }
            if (result < 0 && result != -Errno.EOPNOTSUPP) {
                throw new LinuxException((int) -result, "fallocate", path);
            }
            return true;
        } finally {
            Descriptors.close(descriptor);
        }
    }

    /** Where the bytes from {@code offset} on are in memory, for system calls that fill them. */
    public long address(int offset) {
        return address + offset;
    }

    public int getInt(int offset) {
        return NativeScope.getInt(address + offset);
    }

    /** Everything that was stored before is stored before this. */
    public void putInt(int offset, int value) {
        VarHandle.releaseFence();
        NativeScope.putInt(address + offset, value);
        VarHandle.fullFence();
    }

    public long getLong(int offset) {
        return NativeScope.getLong(address + offset);
    }

    public void putLong(int offset, long value) {
        NativeScope.putLong(address + offset, value);
    }

    public byte[] getBytes(int offset, int length) {
        return NativeScope.getBytes(address + offset, length);
    }

    public void putBytes(int offset, byte[] bytes, int length) {
        NativeScope.putBytes(address + offset, bytes, 0, length);
    }

    public void fill(int offset, int length, int value) {
        NativeScope.fill(address + offset, length, value);
    }

    @Override
    public void close() {
        Sys.call(Call.MUNMAP, "", address, size);
    }
}

package io.jcompose.linux.tree;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import io.jcompose.linux.LinuxException;
import java.nio.charset.StandardCharsets;

/** The C library's functions on files, as direct mappings; see the man pages of the same names. */
final class FileCalls {
    static final int AT_FDCWD = -100;
    static final int AT_SYMLINK_NOFOLLOW = 0x100;
    static final int AT_REMOVEDIR = 0x200;
    static final int AT_EMPTY_PATH = 0x1000;

    static final int O_WRONLY = 1;
    static final int O_CREAT = 0x40;
    static final int O_EXCL = 0x80;
    static final int O_NONBLOCK = 0x800;
    static final int O_CLOEXEC = 0x80000;
    static final int O_PATH = 0x200000;
    /** These two differ between x86 and arm64 (asm/fcntl.h). */
    static final int O_DIRECTORY = arm() ? 0x4000 : 0x10000;

    static final int O_NOFOLLOW = arm() ? 0x8000 : 0x20000;

    static final long SYS_OPENAT2 = 437;
    static final long RESOLVE_NO_MAGICLINKS = 0x02;
    static final long RESOLVE_IN_ROOT = 0x10;

    static final int STATX_BASIC_STATS = 0x7ff;

    static {
        Native.register(FileCalls.class, "c");
    }

    private FileCalls() {}

    static native int openat(int directory, byte[] path, int flags, int mode);

    static native long syscall(long number, long directory, byte[] path, long[] how, long size);

    static native int close(int fd);

    static native long write(int fd, byte[] bytes, long count);

    static native long read(int fd, byte[] bytes, long count);

    static native long lseek(int fd, long offset, int whence);

    static native int ftruncate(int fd, long length);

    static native int fchown(int fd, int uid, int gid);

    static native int fchmod(int fd, int mode);

    static native int futimens(int fd, long[] times);

    static native int fsetxattr(int fd, byte[] name, byte[] value, long size, int flags);

    static native int mkdirat(int directory, byte[] path, int mode);

    static native int mknodat(int directory, byte[] path, int mode, long device);

    static native int symlinkat(byte[] target, int directory, byte[] path);

    static native int linkat(int fromDirectory, byte[] from, int toDirectory, byte[] to, int flags);

    static native int unlinkat(int directory, byte[] path, int flags);

    static native int fchownat(int directory, byte[] path, int uid, int gid, int flags);

    static native int fchmodat(int directory, byte[] path, int mode, int flags);

    static native int utimensat(int directory, byte[] path, long[] times, int flags);

    static native int statx(int directory, byte[] path, int flags, int mask, byte[] status);

    static native long readlinkat(int directory, byte[] path, byte[] target, long size);

    static native long getdents64(int fd, Pointer entries, long size);

    static native int lsetxattr(byte[] path, byte[] name, byte[] value, long size, int flags);

    static native long lgetxattr(byte[] path, byte[] name, byte[] value, long size);

    static native long llistxattr(byte[] path, byte[] names, long size);

    private static boolean arm() {
        return System.getProperty("os.arch", "").equals("aarch64");
    }

    /** The bytes of a name, with the zero byte at its end. */
    static byte[] c(String name) {
        int length = name.length();
        byte[] bytes = new byte[length + 1];
        byte[] raw = name.getBytes(StandardCharsets.ISO_8859_1);
        System.arraycopy(raw, 0, bytes, 0, length);
        return bytes;
    }

    static long check(long result, String call, String argument) {
        if (result < 0) {
            throw new LinuxException(Native.getLastError(), call, argument);
        }
        return result;
    }
}

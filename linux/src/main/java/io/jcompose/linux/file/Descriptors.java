package io.jcompose.linux.file;

import io.jcompose.linux.Errno;
import io.jcompose.linux.LinuxException;
import io.jcompose.linux.syscall.Call;
import io.jcompose.linux.syscall.NativeScope;
import io.jcompose.linux.syscall.Sys;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** File descriptors as ints. All that are opened here are close-on-exec. Paths are resolved by the calling thread's root and cwd. */
public final class Descriptors {
    private static final int F_GETFL = 3;
    private static final int F_SETFL = 4;
    private static final int STATX_BASIC = 0x7ff;
    private static final int READ_CHUNK = 4096;

    private Descriptors() {}

    public static int open(String path, int flags) {
        return openAt(Open.AT_FDCWD, path, flags, 0);
    }

    public static int openAt(int directory, String path, int flags, int mode) {
        try (NativeScope scope = NativeScope.open()) {
            return (int) Sys.call(Call.OPENAT, path, directory, scope.string(path), flags | Open.CLOEXEC, mode);
        }
    }

    /** Not repeated on EINTR: the descriptor is gone then too. */
    public static void close(int descriptor) {
        if (descriptor >= 0) {
            Sys.once(Call.CLOSE, descriptor);
        }
    }

    /** Another descriptor of the same open file, close-on-exec. */
    public static int duplicate(int descriptor) {
        return (int) Sys.call(Call.FCNTL, "F_DUPFD_CLOEXEC", descriptor, 1030, 3);
    }

    /** The bytes read, 0 at the end, -EAGAIN when there is nothing now, or another negative errno. */
    public static int read(int descriptor, long address, int length) {
        return (int) Sys.attempt(Call.READ, descriptor, address, length);
    }

    /** Writes what fits. The bytes written or a negative errno. */
    public static int write(int descriptor, byte[] bytes, int offset, int length) {
        try (NativeScope scope = NativeScope.open()) {
            long address = scope.allocate(length);
            NativeScope.putBytes(address, bytes, offset, length);
            return (int) Sys.attempt(Call.WRITE, descriptor, address, length);
        }
    }

    /** Writes a kernel file such as those of /proc and cgroupfs with one write. */
    public static void writeFile(String path, String text) {
        int descriptor = open(path, Open.WRONLY);
        try {
            writeText(descriptor, path, text);
        } finally {
            close(descriptor);
        }
    }

    public static void writeText(int descriptor, String path, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        int result = write(descriptor, bytes, 0, bytes.length);
        if (result < 0) {
            throw new LinuxException(-result, "write", path);
        }
    }

    /** A whole small kernel file as text. */
    public static String readFile(String path) {
        return readFileAt(Open.AT_FDCWD, path);
    }

    public static String readFileAt(int directory, String path) {
        int descriptor = openAt(directory, path, Open.RDONLY, 0);
        try (NativeScope scope = NativeScope.open()) {
            long buffer = scope.allocate(READ_CHUNK);
            StringBuilder text = new StringBuilder();
            while (true) {
                int count = read(descriptor, buffer, READ_CHUNK);
                if (count < 0) {
                    throw new LinuxException(-count, "read", path);
                }
                if (count == 0) {
                    return text.toString();
                }
                text.append(new String(NativeScope.getBytes(buffer, count), StandardCharsets.UTF_8));
            }
        } finally {
            close(descriptor);
        }
    }

    /**
     * What an open file has from here to its end.
     *
     * @param limit bytes of it at most
     */
    public static byte[] readUpTo(int descriptor, String name, int limit) {
        try (NativeScope scope = NativeScope.open()) {
            long buffer = scope.allocate(READ_CHUNK);
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            while (bytes.size() < limit) {
                int count = read(descriptor, buffer, Math.min(READ_CHUNK, limit - bytes.size()));
                if (count < 0) {
                    throw new LinuxException(-count, "read", name);
                }
                if (count == 0) {
                    break;
                }
                bytes.writeBytes(NativeScope.getBytes(buffer, count));
            }
            return bytes.toByteArray();
        }
    }

    public static void setBlocking(int descriptor, boolean blocking) {
        long flags = Sys.call(Call.FCNTL, "F_GETFL", descriptor, F_GETFL);
        long wanted = blocking ? flags & ~Open.NONBLOCK : flags | Open.NONBLOCK;
        if (wanted != flags) {
            Sys.call(Call.FCNTL, "F_SETFL", descriptor, F_SETFL, wanted);
        }
    }

    public static void changeOwner(int descriptor, String name, int uid, int gid) {
        try (NativeScope scope = NativeScope.open()) {
            Sys.call(Call.FCHOWNAT, name, descriptor, scope.string(""), uid, gid, Open.AT_EMPTY_PATH);
        }
    }

    /** Empty when there is no such file. Follows links unless {@code AT_SYMLINK_NOFOLLOW} is given. */
    public static Optional<FileStatus> status(int directory, String path, int flags) {
        try (NativeScope scope = NativeScope.open()) {
            long buffer = scope.allocate(256);
            long result = Sys.attempt(Call.STATX, directory, scope.string(path), flags, STATX_BASIC, buffer);
            if (result == -Errno.ENOENT || result == -Errno.ENOTDIR) {
                return Optional.empty();
            }
            if (result < 0) {
                throw new LinuxException((int) -result, "statx", path);
            }
            return Optional.of(new FileStatus(
                    NativeScope.getShort(buffer + 28) & 0xffff,
                    NativeScope.getInt(buffer + 16),
                    NativeScope.getInt(buffer + 20),
                    NativeScope.getInt(buffer + 24),
                    NativeScope.getLong(buffer + 40),
                    NativeScope.getLong(buffer + 32),
                    NativeScope.getInt(buffer + 128),
                    NativeScope.getInt(buffer + 132)));
        }
    }

    public static FileStatus status(int descriptor) {
        return status(descriptor, "", Open.AT_EMPTY_PATH)
                .orElseThrow(() -> new LinuxException(Errno.ENOENT, "statx", "descriptor " + descriptor));
    }

    public static void makeDirectory(int directory, String name, int mode) {
        try (NativeScope scope = NativeScope.open()) {
            long result = Sys.attempt(Call.MKDIRAT, directory, scope.string(name), mode);
            if (result < 0 && result != -Errno.EEXIST) {
                throw new LinuxException((int) -result, "mkdir", name);
            }
        }
    }

    /**
     * mknod(2), the mode not reduced by a umask.
     *
     * @param mode with the type bits of {@link FileStatus}
     */
    public static void makeNode(int directory, String name, int mode, int major, int minor) {
        try (NativeScope scope = NativeScope.open()) {
            Sys.call(Call.MKNODAT, name, directory, scope.string(name), mode, device(major, minor));
            Sys.call(Call.FCHMODAT, name, directory, scope.string(name), mode & 07777);
        }
    }

    private static long device(long major, long minor) {
        return (minor & 0xff) | (major & 0xfff) << 8 | (minor & ~0xffL) << 12 | (major & ~0xfffL) << 32;
    }

    public static void changeOwnerAt(int directory, String name, int uid, int gid) {
        try (NativeScope scope = NativeScope.open()) {
            Sys.call(Call.FCHOWNAT, name, directory, scope.string(name), uid, gid, Open.AT_SYMLINK_NOFOLLOW);
        }
    }

    public static void link(int directory, String name, String target) {
        try (NativeScope scope = NativeScope.open()) {
            long result = Sys.attempt(Call.SYMLINKAT, scope.string(target), directory, scope.string(name));
            if (result < 0 && result != -Errno.EEXIST) {
                throw new LinuxException((int) -result, "symlink", name);
            }
        }
    }

    public static String readLink(int directory, String name) {
        try (NativeScope scope = NativeScope.open()) {
            long buffer = scope.allocate(READ_CHUNK);
            int count = (int) Sys.call(Call.READLINKAT, name, directory, scope.string(name), buffer, READ_CHUNK);
            return new String(NativeScope.getBytes(buffer, count), StandardCharsets.UTF_8);
        }
    }

    /** False when there is no such entry. */
    public static boolean remove(int directory, String name, int flags) {
        try (NativeScope scope = NativeScope.open()) {
            long result = Sys.attempt(Call.UNLINKAT, directory, scope.string(name), flags);
            if (result < 0 && result != -Errno.ENOENT) {
                throw new LinuxException((int) -result, "unlink", name);
            }
            return result == 0;
        }
    }

    /** A fifo for the engine's side of stdio; an existing one is kept. */
    public static void makeFifo(String path, int mode) {
        try (NativeScope scope = NativeScope.open()) {
            long result = Sys.attempt(Call.MKNODAT, Open.AT_FDCWD, scope.string(path), FileStatus.FIFO | mode, 0);
            if (result < 0 && result != -Errno.EEXIST) {
                throw new LinuxException((int) -result, "mkfifo", path);
            }
        }
    }
}

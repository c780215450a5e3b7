package io.jcompose.linux.tree;

import io.jcompose.linux.tree.FileStatus.Owner;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/** A regular file opened through a {@link Directory}. Not for use by two threads at once. */
public final class OpenFile implements AutoCloseable {
    private static final int SMALL = 4096;

    private final String name;
    private int fd;

    OpenFile(int fd, String name) {
        this.fd = fd;
        this.name = name;
    }

    /** Writes all of the first {@code count} bytes. */
    public void write(byte[] bytes, int count) {
        byte[] rest = count <= SMALL && bytes.length > SMALL ? Arrays.copyOf(bytes, count) : bytes;
        int left = count;
        while (left > 0) {
            long n = FileCalls.check(FileCalls.write(fd, rest, left), "write", name);
            left -= (int) n;
            if (left > 0) {
                rest = Arrays.copyOfRange(rest, (int) n, (int) n + left);
            }
        }
    }

    public FileStatus status() {
        byte[] status = new byte[FileStatus.SIZE];
        FileCalls.check(
                FileCalls.statx(fd, FileCalls.c(""), FileCalls.AT_EMPTY_PATH, FileCalls.STATX_BASIC_STATS, status),
                "statx",
                name);
        return FileStatus.read(status);
    }

    /** Moves the place of the next write, counted from the file's start. */
    public void seek(long offset) {
        FileCalls.check(FileCalls.lseek(fd, offset, 0), "lseek", name);
    }

    public void truncate(long length) {
        FileCalls.check(FileCalls.ftruncate(fd, length), "ftruncate", name);
    }

    public void owner(Owner owner) {
        FileCalls.check(FileCalls.fchown(fd, owner.uid(), owner.gid()), "fchown", name);
    }

    public void permissions(int mode) {
        FileCalls.check(FileCalls.fchmod(fd, mode), "fchmod", name);
    }

    public void time(long seconds, int nanos) {
        FileCalls.check(FileCalls.futimens(fd, new long[] {seconds, nanos, seconds, nanos}), "futimens", name);
    }

    public void attribute(String attribute, byte[] value) {
        FileCalls.check(
                FileCalls.fsetxattr(fd, FileCalls.c(attribute), value, value.length, 0),
                "fsetxattr",
                name + " " + attribute);
    }

    /** The bytes from the present place on; closing it closes nothing. */
    public InputStream input() {
        return new InputStream() {
            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] bytes, int offset, int length) {
                if (length == 0) {
                    return 0;
                }
                byte[] target = offset == 0 ? bytes : new byte[length];
                int n = (int) FileCalls.check(FileCalls.read(fd, target, length), "read", name);
                if (n > 0 && target != bytes) {
                    System.arraycopy(target, 0, bytes, offset, n);
                }
                return n == 0 ? -1 : n;
            }
        };
    }

    @Override
    public void close() {
        if (fd >= 0) {
            FileCalls.close(fd);
            fd = -1;
        }
    }
}

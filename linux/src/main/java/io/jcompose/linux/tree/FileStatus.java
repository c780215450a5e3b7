package io.jcompose.linux.tree;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * What statx(2) says of a file.
 *
 * @param mode type and permission bits (stat(2) S_IFMT and the rest)
 * @param device the device that the file is on, major in the high 32 bits
 * @param rdevMajor of a device node
 * @param modified when the content was last written
 * @param changed when content or attributes last changed; no program can set it
 */
public record FileStatus(
        int mode,
        Owner owner,
        long size,
        int links,
        long inode,
        long device,
        int rdevMajor,
        int rdevMinor,
        Time modified,
        Time changed) {
    public static final int TYPE_MASK = 0170000;
    public static final int FIFO = 0010000;
    public static final int CHARACTER_DEVICE = 0020000;
    public static final int DIRECTORY = 0040000;
    public static final int BLOCK_DEVICE = 0060000;
    public static final int REGULAR = 0100000;
    public static final int SYMLINK = 0120000;
    public static final int SOCKET = 0140000;

    static final int SIZE = 256;

    /** Since the epoch. */
    public record Time(long seconds, int nanos) {}

    /** Numeric user and group. */
    public record Owner(int uid, int gid) {
        public static final Owner ROOT = new Owner(0, 0);
    }

    /** Reads {@code struct statx} (linux/stat.h); its layout is the same on all architectures. */
    static FileStatus read(byte[] statx) {
        ByteBuffer b = ByteBuffer.wrap(statx).order(ByteOrder.nativeOrder());
        long device = ((long) b.getInt(136) << 32) | (b.getInt(140) & 0xffffffffL);
        return new FileStatus(
                b.getShort(28) & 0xffff,
                new Owner(b.getInt(20), b.getInt(24)),
                b.getLong(40),
                b.getInt(16),
                b.getLong(32),
                device,
                b.getInt(128),
                b.getInt(132),
                new Time(b.getLong(112), b.getInt(120)),
                new Time(b.getLong(96), b.getInt(104)));
    }

    /** When the content was last written, since the epoch. */
    public long mtimeSeconds() {
        return modified.seconds();
    }

    public int type() {
        return mode & TYPE_MASK;
    }

    /** The twelve low bits: permissions, setuid, setgid, sticky. */
    public int permissions() {
        return mode & 07777;
    }

    public boolean isDirectory() {
        return type() == DIRECTORY;
    }

    public boolean isRegular() {
        return type() == REGULAR;
    }

    public boolean isSymlink() {
        return type() == SYMLINK;
    }

    /** Overlayfs' mark of a deleted file: a character device 0/0. */
    public boolean isWhiteout() {
        return type() == CHARACTER_DEVICE && rdevMajor == 0 && rdevMinor == 0;
    }
}

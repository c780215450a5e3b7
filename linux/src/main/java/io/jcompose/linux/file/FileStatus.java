package io.jcompose.linux.file;

/** What statx(2) says of a file. {@code mode} with the type bits, {@code links} the number of hard links. */
public record FileStatus(
        int mode, int links, int uid, int gid, long size, long inode, int deviceMajor, int deviceMinor) {
    private static final int TYPE = 0xf000;
    public static final int FIFO = 0x1000;
    public static final int CHARACTER = 0x2000;
    public static final int DIRECTORY = 0x4000;
    public static final int BLOCK = 0x6000;
    public static final int REGULAR = 0x8000;
    public static final int LINK = 0xa000;

    public boolean isDirectory() {
        return (mode & TYPE) == DIRECTORY;
    }

    public boolean isRegular() {
        return (mode & TYPE) == REGULAR;
    }

    public boolean isLink() {
        return (mode & TYPE) == LINK;
    }

    public boolean isCharacterDevice() {
        return (mode & TYPE) == CHARACTER;
    }

    public boolean isBlockDevice() {
        return (mode & TYPE) == BLOCK;
    }

    public boolean isExecutable() {
        return (mode & 0111) != 0;
    }
}

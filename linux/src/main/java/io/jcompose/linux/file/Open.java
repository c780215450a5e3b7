package io.jcompose.linux.file;

/** Flags of open(2) and the *at calls (asm-generic/fcntl.h; arm differs in two). */
public final class Open {
    private static final boolean ARM = System.getProperty("os.arch").equals("aarch64");

    public static final int RDONLY = 0;
    public static final int WRONLY = 1;
    public static final int RDWR = 2;
    public static final int CREAT = 0x40;
    public static final int EXCL = 0x80;
    public static final int NOCTTY = 0x100;
    public static final int TRUNC = 0x200;
    public static final int NONBLOCK = 0x800;
    public static final int DIRECTORY = ARM ? 0x4000 : 0x10000;
    public static final int NOFOLLOW = ARM ? 0x8000 : 0x20000;
    public static final int CLOEXEC = 0x80000;
    public static final int PATH = 0x200000;

    public static final int AT_FDCWD = -100;
    public static final int AT_SYMLINK_NOFOLLOW = 0x100;
    public static final int AT_REMOVEDIR = 0x200;
    public static final int AT_EMPTY_PATH = 0x1000;
    public static final int AT_RECURSIVE = 0x8000;

    private Open() {}
}

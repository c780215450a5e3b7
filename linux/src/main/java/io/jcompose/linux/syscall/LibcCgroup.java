package io.jcompose.linux.syscall;

import com.sun.jna.Native;

/** What glibc has since 2.39 for a child that is born in a cgroup (clone3(2), CLONE_INTO_CGROUP). Apart, since one symbol that is missing fails all. */
public final class LibcCgroup {
    private static final boolean AVAILABLE = register();

    private LibcCgroup() {}

    private static boolean register() {
        try {
            Native.register(LibcCgroup.class, "c");
            return true;
        } catch (UnsatisfiedLinkError e) {
            return false;
        }
    }

    public static boolean isAvailable() {
        return AVAILABLE;
    }

    /** Only when {@link #isAvailable}. */
    public static native int posix_spawnattr_setcgroup_np(long attributes, int cgroupDirectory);
}

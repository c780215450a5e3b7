package io.jcompose.linux.syscall;

import com.sun.jna.Native;

/**
 * The native functions, bound directly (no proxies, no reflection per call). All arguments are integers or addresses as {@code long}.
 *
 * <p>A call keeps its thread in native code: a virtual thread must not make one that can block. errno of the last call is
 * {@code Native.getLastError()}, read through {@link Sys}.
 */
public final class Libc {
    static {
        Native.register(Libc.class, "c");
    }

    private Libc() {}

    /** syscall(2). The variadic C function takes its arguments in the same registers as a plain one on x86_64 and aarch64. */
    static native long syscall(long number, long a, long b, long c, long d, long e, long f);

    /** posix_spawn(3): the errno of exec is the return value, not errno. Blocks until the child has called exec or ended. */
    public static native int posix_spawn(
            long pidOut, long path, long fileActions, long attributes, long argv, long envp);

    public static native int posix_spawn_file_actions_init(long actions);

    public static native int posix_spawn_file_actions_destroy(long actions);

    public static native int posix_spawn_file_actions_addopen(long actions, int fd, long path, int flags, int mode);

    public static native int posix_spawn_file_actions_adddup2(long actions, int fd, int newFd);

    public static native int posix_spawn_file_actions_addclose(long actions, int fd);

    /** glibc 2.34 and later. */
    public static native int posix_spawn_file_actions_addclosefrom_np(long actions, int lowestFd);

    public static native int posix_spawnattr_init(long attributes);

    public static native int posix_spawnattr_destroy(long attributes);

    public static native int posix_spawnattr_setflags(long attributes, short flags);

    public static native int posix_spawnattr_setsigmask(long attributes, long set);

    public static native int posix_spawnattr_setsigdefault(long attributes, long set);

    /** clone(2), as the C library has it: the child calls the function with the argument, on that stack. */
    static native int clone(
            long function, long stack, int flags, long argument, long parentThread, long storage, long childThread);

    /** getcontext(3). */
    static native int getcontext(long context);

    /** makecontext(3) of a function with seven arguments; they are taken as {@code long} on x86_64 and aarch64. */
    static native void makecontext(
            long context, long function, int count, long a, long b, long c, long d, long e, long f, long g);
}

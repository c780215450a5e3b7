package io.jcompose.linux.process;

import io.jcompose.linux.syscall.Call;
import io.jcompose.linux.syscall.NativeScope;
import io.jcompose.linux.syscall.Sys;
import java.nio.charset.StandardCharsets;

/** namespaces(7) of the calling thread. */
public final class Namespaces {
    private static final int NS_GET_NSTYPE = 0xb703;

    public static final long FS = 0x200;
    public static final long MOUNT = 0x20000;
    public static final long CGROUP = 0x2000000;
    public static final long UTS = 0x4000000;
    public static final long IPC = 0x8000000;
    public static final long PID = 0x20000000;
    public static final long NETWORK = 0x40000000;

    private Namespaces() {}

    /** New namespaces; with {@link #FS} also a root, cwd and umask of its own. PID counts for children only. */
    public static void unshare(long flags) {
        Sys.call(Call.UNSHARE, "0x" + Long.toHexString(flags), flags);
    }

    /**
     * Enters a namespace, or with a pidfd several of that process at once (Linux 5.8).
     *
     * @param flags what the descriptor must be; for a pidfd which namespaces
     */
    public static void enter(int descriptor, long flags) {
        Sys.call(Call.SETNS, "0x" + Long.toHexString(flags), descriptor, flags);
    }

    public static void setHostName(String name) {
        try (NativeScope scope = NativeScope.open()) {
            Sys.call(Call.SETHOSTNAME, name, scope.string(name), byteLength(name));
        }
    }

    public static void setDomainName(String name) {
        try (NativeScope scope = NativeScope.open()) {
            Sys.call(Call.SETDOMAINNAME, name, scope.string(name), byteLength(name));
        }
    }

    private static int byteLength(String name) {
        return name.getBytes(StandardCharsets.UTF_8).length;
    }

    /** Whether an open file is a namespace: it is asked for its type (ioctl_nsfs(2)). */
    public static boolean isNamespace(int descriptor) {
        return Sys.attempt(Call.IOCTL, descriptor, NS_GET_NSTYPE) > 0;
    }
}

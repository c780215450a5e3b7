package io.jcompose.linux.process;

import io.jcompose.linux.Errno;
import io.jcompose.linux.LinuxException;
import io.jcompose.linux.syscall.Call;
import io.jcompose.linux.syscall.NativeScope;
import io.jcompose.linux.syscall.Sys;

/** credentials(7) of the calling thread alone: raw calls, not libc's, which would change every thread of the process. */
public final class Credentials {
    private static final int PR_SET_DUMPABLE = 4;
    private static final int PR_SET_KEEPCAPS = 8;
    private static final int PR_CAPBSET_READ = 23;
    private static final int PR_CAPBSET_DROP = 24;
    private static final int PR_SET_NO_NEW_PRIVS = 38;
    private static final int PR_CAP_AMBIENT = 47;
    private static final int PR_CAP_AMBIENT_RAISE = 2;
    private static final int PR_CAP_AMBIENT_CLEAR_ALL = 4;
    private static final int KEYCTL_JOIN_SESSION_KEYRING = 1;
    private static final int KEYCTL_SETPERM = 5;
    private static final int ONLY_POSSESSOR = 0x3f000000;
    private static final int VERSION_3 = 0x20080522;
    private static final int CAPABILITIES = 64;

    private Credentials() {}

    /**
     * No core dumps of this process and no access to its memory and descriptors through /proc for processes of the same uid, for good.
     * A child shares the JVM's memory until it has called exec, so the engine calls this at its start (the lesson of CVE-2016-9962).
     */
    public static void makeUndumpable() {
        Sys.call(Call.PRCTL, "PR_SET_DUMPABLE", PR_SET_DUMPABLE, 0);
    }

    public static void setNoNewPrivileges() {
        Sys.call(Call.PRCTL, "PR_SET_NO_NEW_PRIVS", PR_SET_NO_NEW_PRIVS, 1);
    }

    /**
     * A session keyring of its own, which others of the same uid can't look into; left out on kernels without keys. It has no name: one with a name is
     * shared by whoever has made a keyring that is called so.
     */
    public static void joinNewSessionKeyring() {
        long keyring = Sys.attempt(Call.KEYCTL, KEYCTL_JOIN_SESSION_KEYRING, 0);
        if (keyring == -Errno.ENOSYS) {
            return;
        }
        if (keyring < 0) {
            throw new LinuxException((int) -keyring, "keyctl", "KEYCTL_JOIN_SESSION_KEYRING");
        }
        Sys.call(Call.KEYCTL, "KEYCTL_SETPERM", KEYCTL_SETPERM, keyring, ONLY_POSSESSOR);
    }

    public static int setUmask(int mask) {
        return (int) Sys.call(Call.UMASK, "", mask);
    }

    /** The permitted set of the calling thread. */
    public static long permitted() {
        try (NativeScope scope = NativeScope.open()) {
            long header = scope.allocate(8);
            long data = scope.allocate(24);
            NativeScope.putInt(header, VERSION_3);
            Sys.call(Call.CAPGET, "", header, data);
            return Integer.toUnsignedLong(NativeScope.getInt(data + 4))
                    | Integer.toUnsignedLong(NativeScope.getInt(data + 16)) << 32;
        }
    }

    /**
     * Becomes a user with these rights: bounding set, groups, gid, uid, then the sets. What the thread does not have itself is left out.
     *
     * @param groups the supplementary groups, all of them
     */
    public static void become(int uid, int gid, int[] groups, CapabilitySets sets) {
        long own = permitted();
        boolean known = true;
        for (int capability = 0; known && capability < CAPABILITIES; capability++) {
            if ((sets.bounding() & 1L << capability) == 0) {
                long has = Sys.attempt(Call.PRCTL, PR_CAPBSET_READ, capability);
                if (has == 1) {
                    Sys.call(Call.PRCTL, "PR_CAPBSET_DROP", PR_CAPBSET_DROP, capability);
                }
                // the kernel knows none of those behind the first that it does not know
                known = has >= 0;
            }
        }
        try (NativeScope scope = NativeScope.open()) {
            long list = scope.allocate(Math.max(4, groups.length * 4));
            for (int i = 0; i < groups.length; i++) {
                NativeScope.putInt(list + i * 4L, groups[i]);
            }
            Sys.call(Call.SETGROUPS, "", groups.length, list);
            Sys.call(Call.SETRESGID, Integer.toString(gid), gid, gid, gid);
            Sys.call(Call.PRCTL, "PR_SET_KEEPCAPS", PR_SET_KEEPCAPS, 1);
            Sys.call(Call.SETRESUID, Integer.toString(uid), uid, uid, uid);
            Sys.call(Call.PRCTL, "PR_SET_KEEPCAPS", PR_SET_KEEPCAPS, 0);
            setCapabilities(scope, sets, own);
        }
        raiseAmbient(sets.ambient() & sets.permitted() & sets.inheritable() & own);
    }

    private static void setCapabilities(NativeScope scope, CapabilitySets sets, long own) {
        long header = scope.allocate(8);
        long data = scope.allocate(24);
        NativeScope.putInt(header, VERSION_3);
        long effective = sets.effective() & sets.permitted() & own;
        long permitted = sets.permitted() & own;
        long inheritable = sets.inheritable() & own;
        for (int half = 0; half < 2; half++) {
            NativeScope.putInt(data + half * 12L, (int) (effective >>> half * 32));
            NativeScope.putInt(data + half * 12L + 4, (int) (permitted >>> half * 32));
            NativeScope.putInt(data + half * 12L + 8, (int) (inheritable >>> half * 32));
        }
        Sys.call(Call.CAPSET, "", header, data);
    }

    private static void raiseAmbient(long ambient) {
        long cleared = Sys.attempt(Call.PRCTL, PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL);
        if (cleared < 0 && cleared != -Errno.EINVAL) {
            throw new LinuxException((int) -cleared, "prctl", "PR_CAP_AMBIENT_CLEAR_ALL");
        }
        for (int capability = 0; capability < CAPABILITIES; capability++) {
            if ((ambient & 1L << capability) != 0) {
                Sys.call(Call.PRCTL, "PR_CAP_AMBIENT_RAISE", PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, capability);
            }
        }
    }

    /** The kernel's id of the calling thread. */
    public static int threadId() {
        return (int) Sys.call(Call.GETTID, "");
    }
}

package io.jcompose.linux.mount;

import io.jcompose.linux.Errno;
import io.jcompose.linux.LinuxException;
import io.jcompose.linux.file.Descriptors;
import io.jcompose.linux.file.Open;
import io.jcompose.linux.syscall.Call;
import io.jcompose.linux.syscall.NativeScope;
import io.jcompose.linux.syscall.Sys;

/** The mount calls. A mount descriptor is a mount that is nowhere yet; it vanishes when closed without {@link #attach}. */
public final class Mounts {
    private static final int OPEN_TREE_CLONE = 1;
    private static final int MOVE_MOUNT_F_EMPTY_PATH = 0x04;
    private static final int MOVE_MOUNT_T_EMPTY_PATH = 0x40;
    private static final int MS_BIND = 0x1000;
    private static final int MS_REC = 0x4000;
    private static final int MNT_DETACH = 2;
    private static final long MOUNT_ATTR_IDMAP = 0x100000;

    private Mounts() {}

    /** A copy of what is mounted at a path, as a bind mount to be. */
    public static int cloneTree(int directory, String path, boolean recursive) {
        try (NativeScope scope = NativeScope.open()) {
            int flags = OPEN_TREE_CLONE
                    | Open.CLOEXEC
                    | (recursive ? Open.AT_RECURSIVE : 0)
                    | (path.isEmpty() ? Open.AT_EMPTY_PATH : 0);
            return (int) Sys.call(Call.OPEN_TREE, path, directory, scope.string(path), flags);
        }
    }

    /** Puts a mount where another descriptor (O_PATH will do) points. */
    public static void attach(int mount, int target, String targetName) {
        try (NativeScope scope = NativeScope.open()) {
            long empty = scope.string("");
            Sys.call(
                    Call.MOVE_MOUNT,
                    targetName,
                    mount,
                    empty,
                    target,
                    empty,
                    MOVE_MOUNT_F_EMPTY_PATH | MOVE_MOUNT_T_EMPTY_PATH);
        }
    }

    /** As {@link #attach}, at a name in a directory; a link of that name is not followed. */
    public static void attachAt(int mount, int directory, String name) {
        try (NativeScope scope = NativeScope.open()) {
            Sys.call(
                    Call.MOVE_MOUNT,
                    name,
                    mount,
                    scope.string(""),
                    directory,
                    scope.string(name),
                    MOVE_MOUNT_F_EMPTY_PATH);
        }
    }

    /**
     * Sets and clears attributes of a mount.
     *
     * @param propagation one of {@link MountAttributes}, or 0 to leave it
     */
    public static void setAttributes(
            int mount, String name, boolean recursive, long set, long clear, long propagation) {
        try (NativeScope scope = NativeScope.open()) {
            long attributes = scope.allocate(32);
            NativeScope.putLong(attributes, set);
            NativeScope.putLong(attributes + 8, clear);
            NativeScope.putLong(attributes + 16, propagation);
            int flags = Open.AT_EMPTY_PATH | (recursive ? Open.AT_RECURSIVE : 0);
            Sys.call(Call.MOUNT_SETATTR, name, mount, scope.string(""), flags, attributes, 32);
        }
    }

    /**
     * Shows the owners of files by the mapping of a user namespace (MOUNT_ATTR_IDMAP): what is {@code inside} on disk is {@code outside} here. For a
     * mount that is nowhere yet; EINVAL from file systems that can't.
     */
    public static void mapIds(int mount, String name, boolean recursive, int userNamespace) {
        try (NativeScope scope = NativeScope.open()) {
            long attributes = scope.allocate(32);
            NativeScope.putLong(attributes, MOUNT_ATTR_IDMAP);
            NativeScope.putLong(attributes + 24, userNamespace);
            int flags = Open.AT_EMPTY_PATH | (recursive ? Open.AT_RECURSIVE : 0);
            Sys.call(Call.MOUNT_SETATTR, name, mount, scope.string(""), flags, attributes, 32);
        }
    }

    /** mount(2) for a change of propagation of the whole tree below a path. */
    public static void setPropagation(String path, long propagation, boolean recursive) {
        try (NativeScope scope = NativeScope.open()) {
            Sys.call(Call.MOUNT, path, 0, scope.string(path), 0, propagation | (recursive ? MS_REC : 0), 0);
        }
    }

    /** mount(2) in its old form, for options that older kernels don't take through fsconfig. */
    public static void mount(String source, String target, String type, long flags, String data) {
        try (NativeScope scope = NativeScope.open()) {
            Sys.call(
                    Call.MOUNT,
                    target,
                    scope.string(source),
                    scope.string(target),
                    scope.string(type),
                    flags,
                    scope.string(data));
        }
    }

    /** mount(2) with MS_BIND: the way to bind a mount namespace, which {@link #cloneTree} does not do on all kernels. */
    public static void bind(String source, String target) {
        mount(source, target, "none", MS_BIND, "");
    }

    public static void detach(String path) {
        try (NativeScope scope = NativeScope.open()) {
            Sys.call(Call.UMOUNT2, path, scope.string(path), MNT_DETACH);
        }
    }

    /** False when nothing is mounted there. */
    public static boolean detachIfMounted(String path) {
        try (NativeScope scope = NativeScope.open()) {
            long result = Sys.attempt(Call.UMOUNT2, scope.string(path), MNT_DETACH);
            if (result < 0 && result != -Errno.EINVAL && result != -Errno.ENOENT) {
                throw new LinuxException((int) -result, "umount", path);
            }
            return result == 0;
        }
    }

    /**
     * Makes the directory behind a descriptor, a mount, the root of the calling thread's mount namespace; the old root is gone. Mounts of the old root may be
     * peers of the machine's: those must not hear that these go, or go with them.
     */
    public static void pivotInto(int root) {
        int old = Descriptors.open("/", Open.PATH | Open.DIRECTORY);
        try (NativeScope scope = NativeScope.open()) {
            Sys.call(Call.FCHDIR, "new root", root);
            long here = scope.string(".");
            Sys.call(Call.PIVOT_ROOT, "new root", here, here);
            setAttributes(old, "old root", true, 0, 0, MountAttributes.SLAVE);
            Sys.call(Call.UMOUNT2, "old root", here, MNT_DETACH);
            Sys.call(Call.CHDIR, "/", scope.string("/"));
        } finally {
            Descriptors.close(old);
        }
    }

    /** Where a path leads to, as an O_PATH descriptor that does not follow a last link. */
    public static int locate(String path) {
        return Descriptors.open(path, Open.PATH | Open.NOFOLLOW);
    }
}

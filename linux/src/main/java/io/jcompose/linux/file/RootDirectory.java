package io.jcompose.linux.file;

import io.jcompose.linux.Errno;
import io.jcompose.linux.LinuxException;
import io.jcompose.linux.syscall.Call;
import io.jcompose.linux.syscall.NativeScope;
import io.jcompose.linux.syscall.Sys;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.OptionalInt;

/**
 * A directory that paths can't leave: links in it, absolute ones too, are resolved as if it were "/" (openat2(2), RESOLVE_IN_ROOT).
 *
 * <p>Everything that touches a container's root from outside goes through here, never through strings put together.
 */
public final class RootDirectory {
    private static final int RESOLVE_NO_MAGICLINKS = 0x02;
    private static final long RESOLVE_NO_SYMLINKS = 4;
    private static final int RESOLVE_BENEATH = 0x08;
    private static final int RESOLVE_IN_ROOT = 0x10;
    private static final int MAX_LINKS = 40;

    private final int descriptor;

    /** @param descriptor of the root, stays the caller's */
    public RootDirectory(int descriptor) {
        this.descriptor = descriptor;
    }

    public int descriptor() {
        return descriptor;
    }

    /** Opens an existing path; the descriptor is the caller's. */
    public int open(String path, int flags) {
        long result = attempt(path, flags, 0);
        if (result < 0) {
            throw new LinuxException((int) -result, "open", path);
        }
        return (int) result;
    }

    /**
     * Opens a directory to which no symbolic link leads, as O_PATH; the descriptor is the caller's.
     *
     * @throws LinuxException ELOOP when one does
     */
    public int openPlain(String path) {
        long result = attempt(path, Open.PATH | Open.DIRECTORY, 0, RESOLVE_NO_SYMLINKS);
        if (result < 0) {
            throw new LinuxException((int) -result, "open", path);
        }
        return (int) result;
    }

    /**
     * Opens an existing path on which nothing, no link and no "..", leads out of the root; the descriptor is the caller's.
     *
     * @throws LinuxException EXDEV when it does
     */
    public int openBeneath(String path, int flags) {
        long result = resolve(path.isEmpty() ? "." : path, flags, 0, RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS);
        if (result < 0) {
            throw new LinuxException((int) -result, "open", path);
        }
        return (int) result;
    }

    /**
     * As O_PATH. Empty for what is not there.
     *
     * @param call what an error says was being done
     */
    public OptionalInt locate(String path, String call) {
        long found = attempt(path, Open.PATH, 0);
        if (found == -Errno.ENOENT || found == -Errno.ENOTDIR) {
            return OptionalInt.empty();
        }
        if (found < 0) {
            throw new LinuxException((int) -found, call, path);
        }
        return OptionalInt.of((int) found);
    }

    /** The descriptor or a negative errno. */
    public long attempt(String path, int flags, int mode) {
        return attempt(path, flags, mode, 0);
    }

    private long attempt(String path, int flags, int mode, long more) {
        return resolve(path.isEmpty() ? "/" : path, flags, mode, RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS | more);
    }

    private long resolve(String path, int flags, int mode, long resolve) {
        try (NativeScope scope = NativeScope.open()) {
            long how = scope.allocate(24);
            NativeScope.putLong(how, Integer.toUnsignedLong(flags | Open.CLOEXEC));
            NativeScope.putLong(how + 8, mode);
            NativeScope.putLong(how + 16, resolve);
            long result = Sys.attempt(Call.OPENAT2, descriptor, scope.string(path), how, 24);
            // A rename elsewhere in the tree during the walk; the kernel asks to try again (openat2(2), EAGAIN).
            for (int i = 0; result == -Errno.EAGAIN && i < 128; i++) {
                result = Sys.attempt(Call.OPENAT2, descriptor, scope.string(path), how, 24);
            }
            return result;
        }
    }

    /** Makes the directory and its parents where missing (mode 0755, root's), and opens it as O_PATH. */
    public int ensureDirectory(String path) {
        return ensure(path, true, MAX_LINKS);
    }

    /** Makes an empty file where missing, with its directories, and opens it as O_PATH. An existing thing of any kind is taken. */
    public int ensureFile(String path) {
        return ensure(path, false, MAX_LINKS);
    }

    private int ensure(String path, boolean directory, int linksLeft) {
        String inside = normal(path);
        long found = attempt(inside, Open.PATH | (directory ? Open.DIRECTORY : 0), 0);
        if (found >= 0) {
            return (int) found;
        }
        if (found != -Errno.ENOENT || linksLeft == 0 || inside.equals("/")) {
            throw new LinuxException((int) -found, directory ? "mkdir" : "create", path);
        }
        int slash = inside.lastIndexOf('/');
        String parentPath = slash == 0 ? "/" : inside.substring(0, slash);
        String name = inside.substring(slash + 1);
        int parent = ensure(parentPath, true, linksLeft - 1);
        try {
            if (Descriptors.status(parent, name, Open.AT_SYMLINK_NOFOLLOW)
                    .filter(FileStatus::isLink)
                    .isPresent()) {
                // A link to nowhere, as /etc/resolv.conf often is: what it names is made, inside the root.
                String target = Descriptors.readLink(parent, name);
                String next = target.startsWith("/") ? target : parentPath + "/" + target;
                return ensure(next, directory, linksLeft - 1);
            }
            if (directory) {
                Descriptors.makeDirectory(parent, name, 0755);
                return Descriptors.openAt(parent, name, Open.PATH | Open.DIRECTORY | Open.NOFOLLOW, 0);
            }
            int made = Descriptors.openAt(parent, name, Open.RDWR | Open.CREAT | Open.NOFOLLOW, 0644);
            Descriptors.close(made);
            return Descriptors.openAt(parent, name, Open.PATH | Open.NOFOLLOW, 0);
        } finally {
            Descriptors.close(parent);
        }
    }

    /** Without empty parts, "." and "..", which may not climb above the root. Lexical: done only after the kernel found nothing there. */
    private static String normal(String path) {
        Deque<String> parts = new ArrayDeque<>();
        for (String part : path.split("/")) {
            if (part.equals("..")) {
                parts.pollLast();
            } else if (!part.isEmpty() && !part.equals(".")) {
                parts.addLast(part);
            }
        }
        return "/" + String.join("/", parts);
    }
}

package io.jcompose.linux.tree;

import static io.jcompose.linux.tree.FileCalls.c;
import static io.jcompose.linux.tree.FileCalls.check;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import io.jcompose.linux.LinuxException;
import io.jcompose.linux.tree.FileStatus.Owner;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * An open directory. Its operations take a single name in it and never follow a link at that name; {@link #inside} resolves a whole path with this
 * directory as the root of all links (openat2(2) RESOLVE_IN_ROOT), so that nothing outside can be reached.
 *
 * <p>Names are byte strings, see the package. All failures are {@link LinuxException}.
 */
public final class Directory implements AutoCloseable {
    private static final int ENOENT = 2;
    private static final int EBUSY = 16;
    private static final int ENOTDIR = 20;
    private static final int ELOOP = 40;
    private static final int ENODATA = 61;
    private static final int EOPNOTSUPP = 95;

    private final String path;
    private int fd;

    private Directory(int fd, String path) {
        this.fd = fd;
        this.path = path;
    }

    /** A path of the host, links in it followed. */
    public static Directory open(Path path) {
        String raw = raw(path);
        int fd = (int) check(
                FileCalls.openat(
                        FileCalls.AT_FDCWD, c(raw), FileCalls.O_PATH | FileCalls.O_DIRECTORY | FileCalls.O_CLOEXEC, 0),
                "open",
                raw);
        return new Directory(fd, raw);
    }

    /** The byte string of a path; UTF-8, whatever the JVM's locale is. */
    public static String raw(Path path) {
        return bytes(path.toString());
    }

    /** The byte string of a text: its UTF-8 bytes, one per character. */
    public static String bytes(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    /** Opens a directory below this one; links are resolved as if this directory were the root. */
    public Directory inside(String relative) {
        long[] how = {
            FileCalls.O_PATH | FileCalls.O_DIRECTORY | FileCalls.O_CLOEXEC,
            0,
            FileCalls.RESOLVE_IN_ROOT | FileCalls.RESOLVE_NO_MAGICLINKS
        };
        String name = relative.isEmpty() ? "." : relative;
        int opened =
                (int) check(FileCalls.syscall(FileCalls.SYS_OPENAT2, fd, c(name), how, 24), "openat2", at(relative));
        return new Directory(opened, at(relative));
    }

    /** Opens a file below this directory for reading; links are resolved as if this directory were the root. */
    public OpenFile readInside(String relative) {
        long[] how = {
            FileCalls.O_CLOEXEC | FileCalls.O_NONBLOCK, 0, FileCalls.RESOLVE_IN_ROOT | FileCalls.RESOLVE_NO_MAGICLINKS
        };
        int opened = (int)
                check(FileCalls.syscall(FileCalls.SYS_OPENAT2, fd, c(relative), how, 24), "openat2", at(relative));
        return new OpenFile(opened, at(relative));
    }

    public Optional<FileStatus> status(String name) {
        byte[] status = new byte[FileStatus.SIZE];
        int flags = FileCalls.AT_SYMLINK_NOFOLLOW | FileCalls.AT_EMPTY_PATH;
        if (FileCalls.statx(fd, c(name), flags, FileCalls.STATX_BASIC_STATS, status) < 0) {
            int errno = Native.getLastError();
            if (errno == ENOENT) {
                return Optional.empty();
            }
            throw new LinuxException(errno, "statx", at(name));
        }
        return Optional.of(FileStatus.read(status));
    }

    /** All names but {@code .} and {@code ..}, sorted by their bytes; none when it was deleted since it was opened. */
    public List<String> list() {
        return entries().stream().map(Entry::name).sorted().toList();
    }

    /** @param type as getdents64(2) says it; some file systems leave it unknown, and it may be another by now */
    private record Entry(String name, int type) {
        private static final int UNKNOWN = 0;
        private static final int DIRECTORY = 4;
    }

    private List<Entry> entries() {
        int listing = (int)
                check(FileCalls.openat(fd, c("."), FileCalls.O_DIRECTORY | FileCalls.O_CLOEXEC, 0), "openat", path);
        try (Memory buffer = new Memory(1 << 16)) {
            List<Entry> entries = new ArrayList<>();
            long filled;
            while ((filled = entries(listing, buffer)) > 0) {
                for (long entry = 0; entry < filled; entry += buffer.getShort(entry + 16) & 0xffff) {
                    String name = buffer.getString(entry + 19, "ISO-8859-1");
                    if (!name.equals(".") && !name.equals("..")) {
                        entries.add(new Entry(name, buffer.getByte(entry + 18)));
                    }
                }
            }
            return entries;
        } finally {
            FileCalls.close(listing);
        }
    }

    private long entries(int listing, Memory buffer) {
        long filled = FileCalls.getdents64(listing, buffer, buffer.size());
        return filled < 0 && Native.getLastError() == ENOENT ? 0 : check(filled, "getdents64", path);
    }

    /** Whether a call failed because what had that name a moment ago is deleted by now, or another file's kind has taken its place. */
    public static boolean isGone(LinuxException failure) {
        return switch (failure.errno()) {
            case ENOENT, ENOTDIR, ELOOP -> true;
            default -> false;
        };
    }

    /** Makes a new, empty file; EEXIST when the name is taken. */
    public OpenFile create(String name) {
        int flags =
                FileCalls.O_WRONLY | FileCalls.O_CREAT | FileCalls.O_EXCL | FileCalls.O_NOFOLLOW | FileCalls.O_CLOEXEC;
        return new OpenFile((int) check(FileCalls.openat(fd, c(name), flags, 0600), "create", at(name)), at(name));
    }

    /** Opens a file for reading; never blocks on a fifo. */
    public OpenFile read(String name) {
        int flags = FileCalls.O_NOFOLLOW | FileCalls.O_CLOEXEC | FileCalls.O_NONBLOCK;
        return new OpenFile((int) check(FileCalls.openat(fd, c(name), flags, 0), "open", at(name)), at(name));
    }

    public void mkdir(String name, int mode) {
        check(FileCalls.mkdirat(fd, c(name), mode), "mkdir", at(name));
    }

    public void symlink(String target, String name) {
        check(FileCalls.symlinkat(c(target), fd, c(name)), "symlink", at(name));
    }

    /** Gives a file of another directory (or this one) a further name here. */
    public void link(Directory from, String existing, String name) {
        check(FileCalls.linkat(from.fd, c(existing), fd, c(name), 0), "link", at(name) + " to " + from.at(existing));
    }

    /** Makes a device node or a fifo; {@code mode} has the type bits. */
    public void mknod(String name, int mode, int major, int minor) {
        long device = (minor & 0xffL)
                | ((major & 0xfffL) << 8)
                | ((minor & ~0xffL & 0xffffffffL) << 12)
                | ((major & ~0xfffL & 0xffffffffL) << 32);
        check(FileCalls.mknodat(fd, c(name), mode, device), "mknod", at(name));
    }

    public void unlink(String name) {
        check(FileCalls.unlinkat(fd, c(name), 0), "unlink", at(name));
    }

    public void rmdir(String name) {
        check(FileCalls.unlinkat(fd, c(name), FileCalls.AT_REMOVEDIR), "rmdir", at(name));
    }

    /**
     * Removes a name with everything below it, following no link; nothing when it is not there. A file system that is mounted below it is not emptied: EBUSY,
     * where the directory tells the kinds of its entries (one that overlayfs can write to has to). One that is mounted at the very name is.
     */
    public void removeTree(String name) {
        Optional<FileStatus> status = status(name);
        if (status.isEmpty()) {
            return;
        }
        if (!status.get().isDirectory()) {
            unlink(name);
            return;
        }
        try (Directory below = child(name)) {
            for (Entry entry : below.entries()) {
                below.remove(entry);
            }
            // still open: what the file system has to do to free it is not done while its parent is locked, in which
            // others
            // want to make theirs
            rmdir(name);
        }
    }

    /** By one call, as most can be: a file, a directory with nothing in it. What can't, for whatever reason, is looked at. */
    private void remove(Entry entry) {
        boolean directory = entry.type() == Entry.DIRECTORY;
        boolean removed = entry.type() != Entry.UNKNOWN
                && FileCalls.unlinkat(fd, c(entry.name()), directory ? FileCalls.AT_REMOVEDIR : 0) == 0;
        if (removed) {
            return;
        }
        if (directory && Native.getLastError() == EBUSY) {
            throw new LinuxException(EBUSY, "rmdir", at(entry.name()));
        }
        removeTree(entry.name());
    }

    /** As {@link #removeTree(String)}, by a path of the host. */
    public static void removeTree(Path top) {
        Path absolute = top.toAbsolutePath();
        if (Files.exists(absolute, LinkOption.NOFOLLOW_LINKS)) {
            try (Directory parent = open(absolute.resolveSibling(""))) {
                parent.removeTree(bytes(absolute.getFileName().toString()));
            }
        }
    }

    /** Opens the directory of that name itself; ELOOP or ENOTDIR when it is a link. */
    public Directory child(String name) {
        int flags = FileCalls.O_PATH | FileCalls.O_DIRECTORY | FileCalls.O_NOFOLLOW | FileCalls.O_CLOEXEC;
        return new Directory((int) check(FileCalls.openat(fd, c(name), flags, 0), "open", at(name)), at(name));
    }

    public void owner(String name, Owner owner) {
        int flags = FileCalls.AT_SYMLINK_NOFOLLOW;
        check(FileCalls.fchownat(fd, c(name), owner.uid(), owner.gid(), flags), "chown", at(name));
    }

    /**
     * Not for links: Linux has no permissions on them. As chmod(2) follows links, it is told the very file that was opened here: who puts a link in its place
     * at this moment leads it nowhere.
     */
    public void permissions(String name, int mode) {
        int flags = FileCalls.O_PATH | FileCalls.O_NOFOLLOW | FileCalls.O_CLOEXEC;
        int file = (int) check(FileCalls.openat(fd, c(name), flags, 0), "open", at(name));
        try {
            check(FileCalls.fchmodat(FileCalls.AT_FDCWD, c("/proc/self/fd/" + file), mode, 0), "chmod", at(name));
        } finally {
            FileCalls.close(file);
        }
    }

    public void time(String name, long seconds, int nanos) {
        long[] times = {seconds, nanos, seconds, nanos};
        check(FileCalls.utimensat(fd, c(name), times, FileCalls.AT_SYMLINK_NOFOLLOW), "utimensat", at(name));
    }

    public void attribute(String name, String attribute, byte[] value) {
        check(
                FileCalls.lsetxattr(proc(name), c(attribute), value, value.length, 0),
                "setxattr",
                at(name) + " " + attribute);
    }

    /** All extended attributes with their values, sorted by name. */
    public Map<String, byte[]> attributes(String name) {
        byte[] names = new byte[4096];
        long length = FileCalls.llistxattr(proc(name), names, names.length);
        if (length < 0 && Native.getLastError() == EOPNOTSUPP) {
            return Map.of();
        }
        if (length < 0) {
            names = new byte[1 << 16];
            length = check(FileCalls.llistxattr(proc(name), names, names.length), "listxattr", at(name));
        }
        Map<String, byte[]> found = new TreeMap<>();
        int start = 0;
        for (int i = 0; i < length; i++) {
            if (names[i] == 0) {
                String attribute = new String(names, start, i - start, StandardCharsets.ISO_8859_1);
                attribute(name, attribute).ifPresent(value -> found.put(attribute, value));
                start = i + 1;
            }
        }
        return found;
    }

    public Optional<byte[]> attribute(String name, String attribute) {
        byte[] value = new byte[1 << 10];
        long length = FileCalls.lgetxattr(proc(name), c(attribute), value, value.length);
        if (length < 0) {
            int errno = Native.getLastError();
            if (errno == ENODATA || errno == EOPNOTSUPP) {
                return Optional.empty();
            }
            value = new byte[1 << 16];
            length = check(FileCalls.lgetxattr(proc(name), c(attribute), value, value.length), "getxattr", at(name));
        }
        return Optional.of(Arrays.copyOf(value, (int) length));
    }

    public String target(String name) {
        byte[] target = new byte[4096];
        int length = (int) check(FileCalls.readlinkat(fd, c(name), target, target.length), "readlink", at(name));
        return new String(target, 0, length, StandardCharsets.ISO_8859_1);
    }

    /** There are no *xattrat calls before Linux 6.13; the proc link leads to the very directory that is open. */
    private byte[] proc(String name) {
        return c("/proc/self/fd/" + fd + "/" + name);
    }

    private String at(String name) {
        return name.isEmpty() || name.equals(".") ? path : path + "/" + name;
    }

    @Override
    public void close() {
        if (fd >= 0) {
            FileCalls.close(fd);
            fd = -1;
        }
    }
}

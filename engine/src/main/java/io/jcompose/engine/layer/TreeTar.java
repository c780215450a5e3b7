package io.jcompose.engine.layer;

import io.jcompose.error.JcomposeException;
import io.jcompose.linux.LinuxException;
import io.jcompose.linux.tree.Directory;
import io.jcompose.linux.tree.FileStatus;
import io.jcompose.linux.tree.OpenFile;
import java.io.IOException;
import java.io.InputStream;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Writes what is in a directory as a tar: names sorted by bytes, a directory before what is in it, whole seconds, numeric owners. Links are never followed. */
public class TreeTar {
    private final TarWriter tar;
    private final byte[] buffer = new byte[1 << 17];
    private final Map<List<Long>, String> linked = new HashMap<>();
    private long bytes;

    public TreeTar(TarWriter tar) {
        this.tar = tar;
    }

    /** Of the files written so far. */
    public final long bytes() {
        return bytes;
    }

    /** Everything in a directory, with that prefix before the names; not the directory itself, nor what is deleted before it is its turn. */
    public final void below(Directory directory, String prefix) throws IOException {
        for (String name : directory.list()) {
            try {
                Optional<FileStatus> status = directory.status(name);
                if (status.isPresent()) {
                    one(directory, name, prefix + name, status.get());
                }
            } catch (LinuxException e) {
                // No half a member is left behind: a file's bytes are read from what was opened before its header.
                if (!Directory.isGone(e)) {
                    throw e;
                }
            }
        }
    }

    /** One file, or a directory with all that is in it, under the name {@code path}. */
    public final void one(Directory directory, String name, String path, FileStatus status) throws IOException {
        if (isMark(name, path, status)) {
            return;
        }
        switch (status.type()) {
            case FileStatus.DIRECTORY -> directory(directory, name, path + "/", status);
            case FileStatus.REGULAR -> file(directory, name, path, status);
            case FileStatus.SYMLINK -> member(directory, name, path, TarEntry.SYMLINK, status, directory.target(name));
            case FileStatus.FIFO -> member(directory, name, path, TarEntry.FIFO, status, "");
            case FileStatus.CHARACTER_DEVICE -> member(directory, name, path, TarEntry.CHARACTER_DEVICE, status, "");
            case FileStatus.BLOCK_DEVICE -> member(directory, name, path, TarEntry.BLOCK_DEVICE, status, "");
            default -> {
                // A socket is of use only to the process that made it; docker leaves them out too.
            }
        }
    }

    /** Whether this is no member: a mark of the file system, which this has then written in its own way, or not wanted at all. */
    protected boolean isMark(String name, String path, FileStatus status) throws IOException {
        return false;
    }

    /** The header of a directory was written, what is in it comes next. */
    protected void begun(Directory parent, String name, String path) throws IOException {
        // a plain directory has nothing more to say
    }

    protected final TarWriter tar() {
        return tar;
    }

    private void directory(Directory parent, String name, String path, FileStatus status) throws IOException {
        try (Directory child = parent.child(name)) {
            member(parent, name, path, TarEntry.DIRECTORY, status, "");
            begun(parent, name, path);
            below(child, path);
        }
    }

    private void file(Directory parent, String name, String path, FileStatus status) throws IOException {
        String first = linked.get(identity(status));
        if (status.links() > 1 && first != null) {
            member(parent, name, path, TarEntry.HARD_LINK, status, first);
            return;
        }
        try (OpenFile file = parent.read(name)) {
            // Its own: another file may have taken the name, with another size.
            FileStatus opened = file.status();
            if (opened.isRegular()) {
                member(parent, name, path, TarEntry.FILE, opened, "");
                if (opened.links() > 1) {
                    linked.put(identity(opened), path);
                }
                content(file, path, opened.size());
            }
        }
    }

    private static List<Long> identity(FileStatus status) {
        return List.of(status.device(), status.inode());
    }

    private void content(OpenFile file, String path, long size) throws IOException {
        InputStream in = file.input();
        long left = size;
        while (left > 0) {
            int n = in.read(buffer, 0, buffer.length);
            if (n < 0) {
                throw changed(path);
            }
            tar.data(buffer, (int) Math.min(n, left));
            left -= Math.min(n, left);
        }
        tar.endOfData(size);
        bytes += size;
    }

    private static JcomposeException changed(String path) {
        return new JcomposeException(
                JcomposeException.Kind.CONFLICT,
                "the file \"" + path + "\" became shorter while it was read",
                "stop what writes to it, then try again");
    }

    private void member(Directory parent, String name, String path, char type, FileStatus status, String link)
            throws IOException {
        boolean hardLink = type == TarEntry.HARD_LINK;
        boolean device = type == TarEntry.CHARACTER_DEVICE || type == TarEntry.BLOCK_DEVICE;
        tar.header(new TarEntry(
                path,
                type,
                status.permissions(),
                status.owner(),
                type == TarEntry.FILE ? status.size() : 0,
                new TarEntry.Time(status.mtimeSeconds(), 0),
                link,
                device ? new TarEntry.Device(status.rdevMajor(), status.rdevMinor()) : TarEntry.Device.NONE,
                hardLink ? Map.of() : attributes(parent, name),
                List.of()));
    }

    private static Map<String, byte[]> attributes(Directory parent, String name) {
        Map<String, byte[]> kept = new TreeMap<>();
        parent.attributes(name).forEach((attribute, value) -> {
            if (attribute.equals("security.capability")
                    || attribute.startsWith("user.") && !attribute.startsWith("user.overlay.")) {
                kept.put(attribute, value);
            }
        });
        return Collections.unmodifiableMap(kept);
    }
}

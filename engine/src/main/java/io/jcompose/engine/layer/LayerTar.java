package io.jcompose.engine.layer;

import io.jcompose.error.JcomposeException;
import io.jcompose.linux.tree.Directory;
import io.jcompose.linux.tree.FileStatus;
import io.jcompose.linux.tree.OpenFile;
import java.io.IOException;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Writes an overlay upper directory as a layer's tar: names sorted by bytes, a directory before what is in it, whole seconds, numeric owners, overlayfs' marks
 * turned back into {@code .wh.} members (OCI image-spec, layer.md).
 */
final class LayerTar {
    private static final String OPAQUE = "trusted.overlay.opaque";

    private final TarWriter tar;
    private final byte[] buffer = new byte[1 << 17];
    private final Map<List<Long>, String> linked = new HashMap<>();
    private long bytes;

    LayerTar(TarWriter tar) {
        this.tar = tar;
    }

    /** Returns the bytes that the files have. The root itself is no member: it would change that of the layers below. */
    long write(Directory root) throws IOException {
        below(root, "");
        tar.end();
        return bytes;
    }

    private void below(Directory directory, String prefix) throws IOException {
        for (String name : directory.list()) {
            FileStatus status = directory.status(name).orElseThrow();
            String path = prefix + name;
            if (status.isWhiteout()) {
                tar.header(marker(prefix + ".wh." + name));
                continue;
            }
            switch (status.type()) {
                case FileStatus.DIRECTORY -> directory(directory, name, path + "/", status);
                case FileStatus.REGULAR -> file(directory, name, path, status);
                case FileStatus.SYMLINK ->
                    member(directory, name, path, TarEntry.SYMLINK, status, directory.target(name));
                case FileStatus.FIFO -> member(directory, name, path, TarEntry.FIFO, status, "");
                case FileStatus.CHARACTER_DEVICE ->
                    member(directory, name, path, TarEntry.CHARACTER_DEVICE, status, "");
                case FileStatus.BLOCK_DEVICE -> member(directory, name, path, TarEntry.BLOCK_DEVICE, status, "");
                default -> {
                    // A socket is of use only to the process that made it; docker leaves them out too.
                }
            }
        }
    }

    private void directory(Directory parent, String name, String path, FileStatus status) throws IOException {
        member(parent, name, path, TarEntry.DIRECTORY, status, "");
        Optional<byte[]> opaque = parent.attribute(name, OPAQUE);
        if (opaque.isPresent() && opaque.get().length == 1 && opaque.get()[0] == 'y') {
            tar.header(marker(path + ".wh..wh..opq"));
        }
        if (parent.attribute(name, "trusted.overlay.redirect").isPresent()) {
            throw new JcomposeException(
                    JcomposeException.Kind.UNSUPPORTED,
                    "the directory \"" + path
                            + "\" was renamed by overlayfs (redirect_dir) and can't become part of a layer",
                    "mount the overlay with redirect_dir=off");
        }
        try (Directory child = parent.child(name)) {
            below(child, path);
        }
    }

    private void file(Directory parent, String name, String path, FileStatus status) throws IOException {
        if (status.links() > 1) {
            String first = linked.putIfAbsent(List.of(status.device(), status.inode()), path);
            if (first != null) {
                member(parent, name, path, TarEntry.HARD_LINK, status, first);
                return;
            }
        }
        member(parent, name, path, TarEntry.FILE, status, "");
        long left = status.size();
        try (OpenFile file = parent.read(name)) {
            var in = file.input();
            while (left > 0) {
                int n = in.read(buffer, 0, buffer.length);
                if (n < 0) {
                    throw changed(path);
                }
                tar.data(buffer, (int) Math.min(n, left));
                left -= Math.min(n, left);
            }
        }
        tar.endOfData(status.size());
        bytes += status.size();
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

    /** Without a time: when something was deleted is nobody's concern, and the same deletion should give the same layer. */
    private static TarEntry marker(String path) {
        return new TarEntry(
                path,
                TarEntry.FILE,
                0,
                FileStatus.Owner.ROOT,
                0,
                new TarEntry.Time(0, 0),
                "",
                TarEntry.Device.NONE,
                Map.of(),
                List.of());
    }
}

package io.jcompose.engine.layer;

import io.jcompose.engine.layer.TarEntry.Extent;
import io.jcompose.linux.LinuxException;
import io.jcompose.linux.tree.Directory;
import io.jcompose.linux.tree.FileStatus;
import io.jcompose.linux.tree.OpenFile;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Unpacks one layer's tar into an empty directory, in the form that overlayfs wants. Nothing outside the directory can be reached: parents are resolved by
 * openat2 with the directory as root, the last name is never followed.
 *
 * <p>Order matters: chown clears setuid bits and file capabilities, so owner first, then attributes, then mode; directories get their times last.
 */
final class LayerUnpacker {
    private static final String WHITEOUT = ".wh.";
    private static final String OPAQUE = ".wh..wh..opq";
    private static final String AUFS = ".wh..wh.";
    private static final byte[] YES = "y".getBytes(StandardCharsets.US_ASCII);
    private static final int EEXIST = 17;
    private static final int EOPNOTSUPP = 95;

    private final TarReader tar;
    private final Tree tree;
    private final byte[] buffer = new byte[1 << 17];
    private final Map<String, TarEntry> directories = new LinkedHashMap<>();
    private long bytes;

    LayerUnpacker(TarReader tar, Directory root) {
        this.tar = tar;
        this.tree = new Tree(root);
    }

    /** What came of it. */
    record Unpacked(long bytes, List<String> impliedDirectories) {}

    Unpacked unpack() throws IOException {
        try {
            Optional<TarEntry> entry = tar.next();
            while (entry.isPresent()) {
                if (Thread.currentThread().isInterrupted()) {
                    throw new InterruptedIOException("unpacking was interrupted");
                }
                unpack(entry.get());
                entry = tar.next();
            }
            directories.forEach(this::setTime);
        } finally {
            tree.close();
        }
        return new Unpacked(bytes, tree.implied());
    }

    private void unpack(TarEntry entry) throws IOException {
        String path = Tree.clean(entry.name());
        if (path.isEmpty()) {
            unpackRoot(entry);
            return;
        }
        String name = Tree.base(path);
        String parentPath = Tree.parent(path);
        if (name.startsWith(WHITEOUT)) {
            unpackWhiteout(parentPath, name);
            return;
        }
        Directory parent = tree.directory(parentPath);
        if (entry.type() == TarEntry.DIRECTORY) {
            unpackDirectory(parent, path, name, entry);
            return;
        }
        directories.remove(path);
        try {
            make(parent, name, entry);
        } catch (LinuxException e) {
            if (e.errno() != EEXIST) {
                throw e;
            }
            tree.remove(parent, name);
            make(parent, name, entry);
        }
    }

    private void unpackRoot(TarEntry entry) {
        if (entry.type() == TarEntry.DIRECTORY) {
            finish(tree.root(), ".", entry);
            directories.put("", entry);
        }
    }

    private void unpackWhiteout(String parentPath, String name) throws IOException {
        Directory parent = tree.directory(parentPath);
        if (name.equals(OPAQUE)) {
            parent.attribute(".", "trusted.overlay.opaque", YES);
            return;
        }
        if (name.startsWith(AUFS)) {
            return;
        }
        String hidden = name.substring(WHITEOUT.length());
        if (hidden.isEmpty() || hidden.equals(".") || hidden.equals("..")) {
            throw TarFormat.broken("the whiteout \"" + name + "\" hides no name");
        }
        Optional<FileStatus> present = parent.status(hidden);
        if (present.isEmpty()) {
            parent.mknod(hidden, FileStatus.CHARACTER_DEVICE, 0, 0);
        } else if (present.get().isDirectory()) {
            // A whiteout hides what is in the layers below, not what this layer itself has (image-spec, layer.md).
            parent.attribute(hidden, "trusted.overlay.opaque", YES);
        }
    }

    private void unpackDirectory(Directory parent, String path, String name, TarEntry entry) throws IOException {
        Optional<FileStatus> present = parent.status(name);
        boolean opaque = present.map(FileStatus::isWhiteout).orElse(false);
        if (present.isPresent() && !present.get().isDirectory()) {
            tree.remove(parent, name);
        }
        if (present.isEmpty() || !present.get().isDirectory()) {
            parent.mkdir(name, 0700);
        }
        if (opaque) {
            parent.attribute(name, "trusted.overlay.opaque", YES);
        }
        finish(parent, name, entry);
        tree.named(path);
        directories.put(path, entry);
    }

    private void make(Directory parent, String name, TarEntry entry) throws IOException {
        switch (entry.type()) {
            case TarEntry.FILE, TarEntry.CONTIGUOUS -> makeFile(parent, name, entry);
            case TarEntry.HARD_LINK -> makeLink(parent, name, entry);
            case TarEntry.SYMLINK -> {
                if (entry.link().isEmpty()) {
                    throw TarFormat.broken("the link \"" + entry.name() + "\" has no target");
                }
                parent.symlink(entry.link(), name);
                parent.owner(name, entry.owner());
                attributes(entry, (attribute, value) -> parent.attribute(name, attribute, value));
                parent.time(name, entry.time().seconds(), entry.time().nanos());
            }
            case TarEntry.CHARACTER_DEVICE -> makeNode(parent, name, entry, FileStatus.CHARACTER_DEVICE);
            case TarEntry.BLOCK_DEVICE -> makeNode(parent, name, entry, FileStatus.BLOCK_DEVICE);
            case TarEntry.FIFO -> makeNode(parent, name, entry, FileStatus.FIFO);
            default -> throw TarFormat.broken("\"" + entry.name() + "\" is of the unknown type '" + entry.type() + "'");
        }
    }

    private void makeNode(Directory parent, String name, TarEntry entry, int type) {
        parent.mknod(name, type | 0600, entry.device().major(), entry.device().minor());
        finish(parent, name, entry);
        parent.time(name, entry.time().seconds(), entry.time().nanos());
    }

    private void makeLink(Directory parent, String name, TarEntry entry) throws IOException {
        String target = Tree.clean(entry.link());
        Optional<Directory> from = target.isEmpty() ? Optional.empty() : tree.existing(Tree.parent(target));
        Optional<FileStatus> status = from.flatMap(d -> d.status(Tree.base(target)));
        if (status.isEmpty() || status.get().isDirectory()) {
            throw TarFormat.broken("the hard link \"" + entry.name() + "\" leads to \"" + entry.link()
                    + "\", which is not a file of this layer");
        }
        if (parent.status(name).filter(s -> s.inode() == status.get().inode()).isPresent()) {
            return;
        }
        parent.link(from.orElseThrow(), Tree.base(target), name);
    }

    private void makeFile(Directory parent, String name, TarEntry entry) throws IOException {
        try (OpenFile file = parent.create(name)) {
            if (entry.data().isEmpty()) {
                int n;
                while ((n = tar.read(buffer)) > 0) {
                    file.write(buffer, n);
                }
            } else {
                writeSparse(file, entry);
            }
            bytes += entry.size();
            file.owner(entry.owner());
            attributes(entry, file::attribute);
            file.permissions(entry.mode());
            file.time(entry.time().seconds(), entry.time().nanos());
        }
    }

    private void writeSparse(OpenFile file, TarEntry entry) throws IOException {
        for (Extent extent : entry.data()) {
            if (extent.offset() < 0 || extent.length() < 0 || extent.offset() > entry.size() - extent.length()) {
                throw TarFormat.broken("the sparse file \"" + entry.name() + "\" has data behind its end");
            }
            file.seek(extent.offset());
            long left = extent.length();
            while (left > 0) {
                int n = (int) Math.min(left, buffer.length);
                tar.readFully(buffer, n);
                file.write(buffer, n);
                left -= n;
            }
        }
        file.truncate(entry.size());
    }

    private static void finish(Directory parent, String name, TarEntry entry) {
        parent.owner(name, entry.owner());
        attributes(entry, (attribute, value) -> parent.attribute(name, attribute, value));
        parent.permissions(name, entry.mode());
    }

    private interface Setter {
        void set(String attribute, byte[] value);
    }

    /** Overlayfs' own attributes are ours to set: from an archive they could redirect a directory to anywhere in the layers. */
    private static void attributes(TarEntry entry, Setter setter) {
        entry.attributes().forEach((attribute, value) -> {
            if (attribute.startsWith("trusted.overlay.") || attribute.startsWith("user.overlay.")) {
                return;
            }
            try {
                setter.set(attribute, value);
            } catch (LinuxException e) {
                // A file system without such attributes, or user.* on a link: docker goes on too.
                if (e.errno() != EOPNOTSUPP && !(e.errno() == 1 && attribute.startsWith("user."))) {
                    throw e;
                }
            }
        });
    }

    private void setTime(String path, TarEntry entry) {
        String name = path.isEmpty() ? "." : Tree.base(path);
        tree.existing(Tree.parent(path))
                .filter(parent ->
                        parent.status(name).filter(FileStatus::isDirectory).isPresent())
                .ifPresent(parent ->
                        parent.time(name, entry.time().seconds(), entry.time().nanos()));
    }
}

package io.jcompose.engine.layer;

import io.jcompose.linux.LinuxException;
import io.jcompose.linux.tree.Directory;
import io.jcompose.linux.tree.FileStatus;
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

    private final TarReader tar;
    private final Tree tree;
    private final TarMembers members;
    private final Map<String, TarEntry> directories = new LinkedHashMap<>();

    LayerUnpacker(TarReader tar, Directory root) {
        this.tar = tar;
        this.tree = new Tree(root);
        this.members = new TarMembers(tar, tree);
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
        return new Unpacked(members.bytes(), tree.implied());
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
            members.make(parent, name, entry);
        } catch (LinuxException e) {
            if (e.errno() != EEXIST) {
                throw e;
            }
            tree.remove(parent, name);
            members.make(parent, name, entry);
        }
    }

    private void unpackRoot(TarEntry entry) {
        if (entry.type() == TarEntry.DIRECTORY) {
            TarMembers.finish(tree.root(), ".", entry);
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
        TarMembers.finish(parent, name, entry);
        tree.named(path);
        directories.put(path, entry);
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

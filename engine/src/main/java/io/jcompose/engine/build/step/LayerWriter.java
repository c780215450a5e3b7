package io.jcompose.engine.build.step;

import io.jcompose.engine.build.context.CleanPath;
import io.jcompose.engine.build.context.FileTree;
import io.jcompose.engine.build.context.TreeFile;
import io.jcompose.error.JcomposeException;
import io.jcompose.linux.tree.Directory;
import io.jcompose.linux.tree.FileStatus;
import io.jcompose.linux.tree.FileStatus.Owner;
import io.jcompose.linux.tree.FileStatus.Time;
import io.jcompose.linux.tree.OpenFile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Writes an overlay's upper directory by hand: what a process would see and write in the merged root, without a mount. Directories of lower layers that
 * get something are made in the upper one with the same owner, mode and times. Not for use by two threads at once.
 */
final class LayerWriter implements AutoCloseable {
    static final int DIRECTORY_MODE = 0755;
    private static final int NEW_FILE_MODE = 0644;

    private final FileTree merged;
    private final Directory upper;
    private final Time newDirectories;
    private final Map<String, Time> directoryTimes = new LinkedHashMap<>();

    /**
     * @param layers the lower layers, the lowest first
     * @param upper an empty directory
     * @param newDirectories the time of directories that nobody has copied
     */
    LayerWriter(List<Path> layers, Path upper, Time newDirectories) {
        List<Path> all = new ArrayList<>(layers);
        all.add(upper);
        this.newDirectories = newDirectories;
        this.merged = FileTree.ofLayers(all);
        this.upper = Directory.open(upper);
    }

    FileTree merged() {
        return merged;
    }

    /** Makes a directory and what is missing on the way, links resolved; returns its path. */
    String makeDirectories(String path, Owner owner, int permissions) {
        FileTree.Resolved resolved = merged.resolve(path, true);
        if (!resolved.deepest().map(f -> f.status().isDirectory()).orElse(true)) {
            throw conflict("can't make a directory at \"" + CleanPath.clean("/" + FileTree.text(path))
                    + "\": a file of that name is in the way");
        }
        String at = resolved.deepest().map(TreeFile::path).orElse("");
        ensureUpper(at);
        for (String name : resolved.missing()) {
            at = CleanPath.join(at, name);
            upper.mkdir(at, DIRECTORY_MODE);
            finish(at, owner, permissions, newDirectories);
            directoryTimes.put(at, newDirectories);
        }
        return at;
    }

    /** Brings the directories of a resolved path up, as overlayfs does before it writes there. */
    private void ensureUpper(String path) {
        String at = "";
        for (String name : CleanPath.components(path)) {
            at = CleanPath.join(at, name);
            if (upper.status(at).isPresent()) {
                continue;
            }
            TreeFile lower = merged.find(at, false).orElseThrow();
            upper.mkdir(at, DIRECTORY_MODE);
            attributes(at, merged.attributes(lower));
            finish(
                    at,
                    lower.status().owner(),
                    lower.status().permissions(),
                    lower.status().modified());
            directoryTimes.put(at, lower.status().modified());
        }
    }

    private void attributes(String path, Map<String, byte[]> attributes) {
        attributes.forEach((name, value) -> upper.attribute(path, name, value));
    }

    private void finish(String path, Owner owner, int permissions, Time modified) {
        upper.owner(path, owner);
        upper.permissions(path, permissions);
        upper.time(path, modified.seconds(), modified.nanos());
    }

    /** Puts one file of a source tree at a resolved path, whose directory is there already. */
    void put(FileTree source, TreeFile file, String path, Rights rights) {
        if (Thread.currentThread().isInterrupted()) {
            throw new JcomposeException(JcomposeException.Kind.INTERRUPTED, "the build was interrupted", "");
        }
        Optional<TreeFile> there = merged.find(path, false);
        if (file.status().isDirectory()) {
            putDirectory(source, file, path, rights, there);
            return;
        }
        if (there.map(t -> t.status().isDirectory()).orElse(false)) {
            throw conflict("cannot copy a file to \"/" + FileTree.text(path) + "\": a directory of that name is there");
        }
        if (file.status().type() == FileStatus.SOCKET) {
            return;
        }
        ensureUpper(parent(path));
        if (upper.status(path).isPresent()) {
            upper.unlink(path);
        }
        write(source, file, path, rights);
    }

    private void putDirectory(FileTree source, TreeFile file, String path, Rights rights, Optional<TreeFile> there) {
        if (there.isPresent() && !there.get().status().isDirectory()) {
            throw conflict("cannot copy a directory to \"/" + FileTree.text(path) + "\": a file of that name is there");
        }
        ensureUpper(there.isPresent() ? path : parent(path));
        if (there.isEmpty()) {
            upper.mkdir(path, DIRECTORY_MODE);
        }
        attributes(path, source.attributes(file));
        finish(path, rights.owner(file), rights.permissions(file), file.status().modified());
        directoryTimes.put(path, file.status().modified());
    }

    private static String parent(String path) {
        return path.substring(0, Math.max(0, path.lastIndexOf('/')));
    }

    private void write(FileTree source, TreeFile file, String path, Rights rights) {
        FileStatus status = file.status();
        Owner owner = rights.owner(file);
        if (status.isSymlink()) {
            upper.symlink(source.target(file), path);
            upper.owner(path, owner);
            upper.time(path, status.modified().seconds(), status.modified().nanos());
            return;
        }
        if (status.isRegular()) {
            try (OpenFile in = source.read(file);
                    InputStream bytes = in.input()) {
                write(path, bytes, owner, rights.permissions(file), status.modified());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        } else {
            upper.mknod(path, status.type() | 0600, status.rdevMajor(), status.rdevMinor());
            finish(path, owner, rights.permissions(file), status.modified());
        }
        attributes(path, source.attributes(file));
    }

    /** Writes a new file at a resolved path, whose directory is in the upper layer already. */
    void write(String path, InputStream bytes, Owner owner, int permissions, Time modified) throws IOException {
        byte[] buffer = new byte[1 << 16];
        try (OpenFile out = upper.create(path)) {
            int n;
            while ((n = bytes.read(buffer, 0, buffer.length)) >= 0) {
                out.write(buffer, n);
            }
            out.owner(owner);
            out.permissions(permissions);
            out.time(modified.seconds(), modified.nanos());
        }
    }

    /** Writes a file of an instruction's own text. */
    void writeNew(String path, byte[] content, Rights rights) {
        clear(path);
        try {
            int mode = rights.mode().map(m -> m.apply(NEW_FILE_MODE, false)).orElse(NEW_FILE_MODE);
            write(path, new ByteArrayInputStream(content), rights.newOwner(), mode, newDirectories);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Takes away what an earlier write of this step has left there; a directory stays and is a conflict. */
    void clear(String path) {
        ensureUpper(parent(path));
        if (merged.find(path, false).map(f -> f.status().isDirectory()).orElse(false)) {
            throw conflict(
                    "cannot write a file to \"/" + FileTree.text(path) + "\": a directory of that name is there");
        }
        if (upper.status(path).isPresent()) {
            upper.unlink(path);
        }
    }

    /** A directory that an archive holds: made, or given the archive's owner, mode and time. */
    void directoryFromArchive(String path, Owner owner, int permissions, Time modified) {
        String at = makeDirectories(path, owner, DIRECTORY_MODE);
        if (!at.isEmpty()) {
            finish(at, owner, permissions, modified);
            directoryTimes.put(at, modified);
        }
    }

    void symlink(String target, String path, Owner owner, Time modified) {
        upper.symlink(target, path);
        upper.owner(path, owner);
        upper.time(path, modified.seconds(), modified.nanos());
    }

    /** A further name, at a resolved path, of a file that this step has put. */
    void putLink(String existing, String path) {
        clear(path);
        upper.link(upper, existing, path);
    }

    /** A further name of a file; one of a lower layer is copied up first. */
    void link(TreeFile existing, String path) {
        if (upper.status(existing.path()).isEmpty()) {
            ensureUpper(parent(existing.path()));
            write(merged, existing, existing.path(), new Rights(Optional.empty(), Optional.empty(), true));
        }
        upper.link(upper, existing.path(), path);
    }

    void node(String path, int type, int major, int minor, Owner owner, int permissions, Time modified) {
        upper.mknod(path, type | 0600, major, minor);
        finish(path, owner, permissions, modified);
    }

    /** Writing into a directory has changed its time: gives all of them the one they are to have, and the root that of the layer below. */
    void restoreDirectoryTimes() {
        List<Map.Entry<String, Time>> all = new ArrayList<>(directoryTimes.entrySet());
        for (Map.Entry<String, Time> one : all.reversed()) {
            upper.time(one.getKey(), one.getValue().seconds(), one.getValue().nanos());
        }
    }

    private static JcomposeException conflict(String message) {
        return new JcomposeException(JcomposeException.Kind.FAILED_PRECONDITION, message, "choose another destination");
    }

    @Override
    public void close() {
        merged.close();
        upper.close();
    }
}

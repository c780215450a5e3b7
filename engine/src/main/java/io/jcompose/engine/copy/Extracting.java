package io.jcompose.engine.copy;

import io.jcompose.engine.layer.TarEntry;
import io.jcompose.engine.layer.TarMembers;
import io.jcompose.engine.layer.TarReader;
import io.jcompose.engine.layer.Tree;
import io.jcompose.error.JcomposeException;
import io.jcompose.error.JcomposeException.Kind;
import io.jcompose.linux.Errno;
import io.jcompose.linux.LinuxException;
import io.jcompose.linux.tree.Directory;
import io.jcompose.linux.tree.FileStatus;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Unpacks a tar below a directory of a {@link Place}. Parents of members are opened by the kernel with the place's root as the root of all links, so whoever
 * swaps a directory for a link meanwhile leads the writing nowhere else than his own processes could go.
 */
final class Extracting {
    private final TarReader tar;
    private final Tree tree;
    private final String below;
    private final Optional<FileStatus.Owner> owner;
    private final TarMembers members;
    private final Map<String, TarEntry> directories = new LinkedHashMap<>();

    /**
     * @param below an existing directory of the place
     * @param owner of everything; absent: as the archive says
     */
    Extracting(InputStream in, Place place, String below, Optional<FileStatus.Owner> owner) {
        this.tar = new TarReader(in);
        this.tree = new Tree(place.root());
        this.below = Tree.clean(Directory.bytes(below));
        this.owner = owner;
        this.members = new TarMembers(tar, tree);
    }

    void run() throws IOException {
        try (tree) {
            for (Optional<TarEntry> next = tar.next(); next.isPresent(); next = tar.next()) {
                if (Thread.currentThread().isInterrupted()) {
                    throw new InterruptedIOException("copying was interrupted");
                }
                TarEntry entry = next.get();
                String path = Tree.clean(entry.name());
                if (!path.isEmpty()) {
                    String link = entry.type() == TarEntry.HARD_LINK ? inside(Tree.clean(entry.link())) : entry.link();
                    TarEntry placed = entry.renamed(inside(path), link);
                    put(owner.map(placed::ownedBy).orElse(placed));
                }
            }
            directories.forEach(this::setTime);
        }
    }

    private String inside(String path) {
        return below.isEmpty() ? path : below + "/" + path;
    }

    private void put(TarEntry entry) throws IOException {
        Directory parent = tree.directory(Tree.parent(entry.name()));
        String name = Tree.base(entry.name());
        Optional<FileStatus> present = parent.status(name);
        boolean directory = entry.type() == TarEntry.DIRECTORY;
        if (present.isPresent()
                && present.get().isDirectory() != directory
                && !leadsToDirectory(entry, present.get())) {
            throw new JcomposeException(
                    Kind.CONFLICT,
                    directory
                            ? "cannot overwrite non-directory \"/" + entry.name() + "\" with directory"
                            : "cannot overwrite directory \"/" + entry.name() + "\" with non-directory",
                    "remove it first");
        }
        if (directory) {
            putDirectory(parent, name, entry, present);
            return;
        }
        if (present.isPresent()) {
            parent.unlink(name);
        }
        members.make(parent, name, entry);
    }

    /** A link to a directory is taken for the directory, as cp(1) does. */
    private boolean leadsToDirectory(TarEntry entry, FileStatus present) {
        return entry.type() == TarEntry.DIRECTORY
                && present.isSymlink()
                && tree.existing(entry.name()).isPresent();
    }

    private void putDirectory(Directory parent, String name, TarEntry entry, Optional<FileStatus> present) {
        if (present.map(FileStatus::isSymlink).orElse(false)) {
            return;
        }
        if (present.isEmpty()) {
            try {
                parent.mkdir(name, 0700);
            } catch (LinuxException e) {
                if (e.errno() != Errno.EEXIST) {
                    throw e;
                }
            }
        }
        TarMembers.finish(parent, name, entry);
        directories.put(entry.name(), entry);
    }

    /** Writing into a directory has changed its time. */
    private void setTime(String path, TarEntry entry) {
        tree.existing(Tree.parent(path)).ifPresent(parent -> {
            if (parent.status(Tree.base(path)).filter(FileStatus::isDirectory).isPresent()) {
                parent.time(
                        Tree.base(path), entry.time().seconds(), entry.time().nanos());
            }
        });
    }
}

package io.jcompose.engine.layer;

import io.jcompose.engine.layer.TarEntry.Extent;
import io.jcompose.linux.LinuxException;
import io.jcompose.linux.tree.Directory;
import io.jcompose.linux.tree.FileStatus;
import io.jcompose.linux.tree.OpenFile;
import java.io.IOException;
import java.util.Optional;

/**
 * Makes the members of an archive in directories that are open.
 *
 * <p>Order matters: chown clears setuid bits and file capabilities, so owner first, then attributes, then mode.
 */
public final class TarMembers {
    private static final int EOPNOTSUPP = 95;

    private final TarReader tar;
    private final Tree tree;
    private final byte[] buffer = new byte[1 << 17];
    private long bytes;

    /** @param tree where the targets of hard links are looked for */
    public TarMembers(TarReader tar, Tree tree) {
        this.tar = tar;
        this.tree = tree;
    }

    /** What the files made so far have. */
    long bytes() {
        return bytes;
    }

    /** Makes a member that is no directory; EEXIST when the name is taken. */
    public void make(Directory parent, String name, TarEntry entry) throws IOException {
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

    /** Owner, attributes and mode of something that is there. */
    public static void finish(Directory parent, String name, TarEntry entry) {
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
}

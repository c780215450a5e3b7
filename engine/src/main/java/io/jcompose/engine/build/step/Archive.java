package io.jcompose.engine.build.step;

import io.jcompose.engine.build.context.CleanPath;
import io.jcompose.engine.build.context.FileTree;
import io.jcompose.engine.build.context.TreeFile;
import io.jcompose.engine.layer.Compression;
import io.jcompose.error.JcomposeException;
import io.jcompose.linux.tree.FileStatus;
import io.jcompose.linux.tree.FileStatus.Owner;
import io.jcompose.linux.tree.FileStatus.Time;
import io.jcompose.linux.tree.OpenFile;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.MemoryLimitException;

/** Unpacks the tar archives that ADD finds: known by their content, plain or compressed with gzip, bzip2, xz or zstd. */
final class Archive {
    private static final int MAGIC = 512;

    private final LayerWriter writer;
    private final Rights rights;

    Archive(LayerWriter writer, Rights rights) {
        this.writer = writer;
        this.rights = rights;
    }

    /** Whether a file is a tar archive, compressed or not; a compressed file of something else is not. */
    static boolean isArchive(FileTree tree, TreeFile file) {
        if (!file.status().isRegular() || file.status().size() == 0) {
            return false;
        }
        try (OpenFile open = tree.read(file);
                InputStream in = unpacked(open)) {
            byte[] head = in.readNBytes(MAGIC);
            return head.length == MAGIC && TarArchiveInputStream.matches(head, head.length);
        } catch (MemoryLimitException unknownContent) {
            // Unpacking says so: a file that was silently copied instead would be found out in the container only.
            return true;
        } catch (IOException notCompressedAsItSeemed) {
            return false;
        }
    }

    private static InputStream unpacked(OpenFile file) throws IOException {
        return Compression.unpacked(Compression.layerForm(file.input()));
    }

    /** Unpacks below a directory of the upper layer; nothing outside of the root can be written. */
    void unpack(FileTree tree, TreeFile file, String directory) {
        String name = FileTree.text(file.path());
        try (OpenFile open = tree.read(file);
                InputStream in = unpacked(open);
                TarArchiveInputStream tar = new TarArchiveInputStream(in, "ISO-8859-1")) {
            TarArchiveEntry entry;
            while ((entry = tar.getNextEntry()) != null) {
                write(entry, tar, directory);
            }
        } catch (MemoryLimitException e) {
            throw unreadable(name, e, "pack it with a smaller dictionary, or copy it as it is with ADD --unpack=false");
        } catch (IOException e) {
            throw unreadable(name, e, "check that it is whole");
        }
    }

    private static JcomposeException unreadable(String name, IOException why, String hint) {
        return new JcomposeException(
                JcomposeException.Kind.INVALID,
                "the archive \"" + name + "\" can't be read: " + why.getMessage(),
                hint,
                why);
    }

    private void write(TarArchiveEntry entry, TarArchiveInputStream tar, String directory) throws IOException {
        String relative = CleanPath.clean("/" + entry.getName()).substring(1);
        if (relative.isEmpty()) {
            return;
        }
        Owner owner = rights.owner().orElse(new Owner((int) entry.getLongUserId(), (int) entry.getLongGroupId()));
        int mode = rights.mode()
                .map(m -> m.apply(entry.getMode() & 07777, entry.isDirectory()))
                .orElse(entry.getMode() & 07777);
        Time time = new Time(entry.getLastModifiedTime().toInstant().getEpochSecond(), 0);
        String path = CleanPath.join(directory, relative);
        if (entry.isDirectory()) {
            writer.directoryFromArchive(path, owner, mode, time);
            return;
        }
        String parent = writer.makeDirectories(
                path.substring(0, Math.max(0, path.lastIndexOf('/'))), rights.newOwner(), LayerWriter.DIRECTORY_MODE);
        String target = CleanPath.join(parent, CleanPath.baseName(path));
        writer.clear(target);
        if (entry.isSymbolicLink()) {
            writer.symlink(entry.getLinkName(), target, owner, time);
        } else if (entry.isLink()) {
            Optional<TreeFile> existing = writer.merged()
                    .find(
                            CleanPath.join(
                                    directory,
                                    CleanPath.clean("/" + entry.getLinkName()).substring(1)),
                            false);
            if (existing.isEmpty()) {
                throw new IOException("the hard link " + entry.getName() + " leads to " + entry.getLinkName()
                        + ", which is not there");
            }
            writer.link(existing.get(), target);
        } else if (entry.isFile()) {
            writer.write(target, tar, owner, mode, time);
        } else {
            int type = entry.isFIFO()
                    ? FileStatus.FIFO
                    : entry.isBlockDevice() ? FileStatus.BLOCK_DEVICE : FileStatus.CHARACTER_DEVICE;
            writer.node(target, type, entry.getDevMajor(), entry.getDevMinor(), owner, mode, time);
        }
    }
}

package io.jcompose.engine.layer;

import io.jcompose.engine.image.Digest;
import io.jcompose.engine.image.Layers;
import io.jcompose.engine.layer.LayerUnpacker.Unpacked;
import io.jcompose.engine.layout.BlobStore;
import io.jcompose.engine.layout.BlobWriter;
import io.jcompose.engine.layout.Descriptor;
import io.jcompose.engine.layout.DiskErrors;
import io.jcompose.engine.layout.Hashes;
import io.jcompose.engine.layout.Json;
import io.jcompose.error.JcomposeException;
import io.jcompose.linux.tree.Directory;
import io.jcompose.linux.tree.FileStatus;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestInputStream;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;
import java.util.function.Predicate;

/**
 * The unpacked layers of one home, and for each the blob that has its tar. Threads may share it; unpacking runs on platform threads of its own,
 * because it is one long row of system calls.
 */
public final class LayerStore implements Layers, AutoCloseable {
    private static final LongConsumer NOBODY = bytes -> {};

    private final Path layers;
    private final Path temporary;
    private final BlobStore blobs;
    private final UnpackThreads threads;

    /** {@code temporary} is on the same file system as {@code layers}. */
    public LayerStore(Path layers, Path temporary, BlobStore blobs) {
        this.layers = layers;
        this.temporary = temporary;
        this.blobs = blobs;
        this.threads = new UnpackThreads(layers);
        try {
            Files.createDirectories(layers);
            Files.createDirectories(temporary);
        } catch (IOException e) {
            throw DiskErrors.of(e, "making the layer store", layers);
        }
    }

    @Override
    public boolean contains(Digest diffId) {
        return Files.isDirectory(path(diffId));
    }

    @Override
    public Path directory(Digest diffId) {
        if (!contains(diffId)) {
            throw missing(diffId);
        }
        return path(diffId);
    }

    /** NOT_FOUND when the layer is not here. */
    public LayerRecord record(Digest diffId) {
        Path file = recordPath(diffId);
        try {
            return LayerRecord.of(Json.read(Files.readAllBytes(file), "\"" + file + "\""));
        } catch (NoSuchFileException e) {
            throw missing(diffId);
        } catch (IOException e) {
            throw DiskErrors.of(e, "reading a layer's record", layers);
        }
    }

    @Override
    public Digest unpack(InputStream tar) {
        return unpack(tar, NOBODY);
    }

    /** As {@link #unpack(InputStream)}; {@code progress} hears how many packed bytes have been read. */
    public Digest unpack(InputStream tar, LongConsumer progress) {
        return threads.run(() -> {
            try (BlobWriter blob = blobs.writer();
                    Workspace work = new Workspace(temporary)) {
                InputStream packed = new Tee(Compression.layerForm(tar), blob, progress);
                Source source = unpackInto(packed, work);
                packed.transferTo(OutputStream.nullOutputStream());
                long size = blob.size();
                Descriptor descriptor = new Descriptor(source.form().mediaType(), blob.commit(), size);
                publish(
                        source.diffId(),
                        work.directory(),
                        new LayerRecord(
                                descriptor,
                                source.result().bytes(),
                                source.result().impliedDirectories()));
                return source.diffId();
            }
        });
    }

    /** Unpacks a blob that is here, and refuses it when its plain bytes are not those of the diff id. Nothing to do when the layer is here. */
    public void unpackBlob(Descriptor blob, Digest diffId, LongConsumer progress) {
        if (contains(diffId)) {
            return;
        }
        threads.run(() -> {
            try (InputStream in = blobs.open(blob.digest());
                    Workspace work = new Workspace(temporary)) {
                Source source = unpackInto(new Tee(in, OutputStream.nullOutputStream(), progress), work);
                if (!source.diffId().equals(diffId)) {
                    throw new JcomposeException(
                            JcomposeException.Kind.INVALID,
                            "the layer " + blob.digest() + " unpacks to " + source.diffId() + ", its image says "
                                    + diffId,
                            "ask whoever made the image to push it again");
                }
                Descriptor kept = new Descriptor(source.form().mediaType(), blob.digest(), blobs.size(blob.digest()));
                publish(
                        diffId,
                        work.directory(),
                        new LayerRecord(
                                kept, source.result().bytes(), source.result().impliedDirectories()));
                return diffId;
            }
        });
    }

    /** Unpacks an archive that is no layer (an image on its way) into a new workspace, which is the caller's to close. */
    public Workspace extract(InputStream tar) {
        return threads.run(() -> {
            Workspace work = new Workspace(temporary);
            try {
                unpackInto(new Tee(Compression.layerForm(tar), OutputStream.nullOutputStream(), NOBODY), work);
                return work;
            } catch (IOException | RuntimeException e) {
                work.close();
                throw e;
            }
        });
    }

    /** What was found in a tar stream. */
    private record Source(Digest diffId, Compression form, Unpacked result) {}

    private static Source unpackInto(InputStream packed, Workspace work) throws IOException {
        var hash = Hashes.sha256();
        Compression.Plain plain = Compression.plain(packed);
        try (InputStream bytes = new DigestInputStream(plain.bytes(), hash);
                Directory root = Directory.open(work.directory())) {
            Unpacked result = new LayerUnpacker(new TarReader(bytes), root).unpack();
            bytes.transferTo(OutputStream.nullOutputStream());
            return new Source(Hashes.digest(hash), plain.form(), result);
        }
    }

    @Override
    public Digest adopt(Path upper) {
        return threads.run(() -> {
            try (BlobWriter blob = blobs.writer();
                    Directory root = Directory.open(upper);
                    OutputStream out = new BufferedOutputStream(blob, 1 << 17)) {
                long bytes = new LayerTar(new TarWriter(out)).write(root);
                out.flush();
                long size = blob.size();
                Digest diffId = blob.commit();
                Descriptor descriptor = new Descriptor(Compression.NONE.mediaType(), diffId, size);
                publish(diffId, upper, new LayerRecord(descriptor, bytes, List.of()));
                return diffId;
            }
        });
    }

    @Override
    public Digest snapshot(Path upper, Predicate<String> wanted) {
        try (Workspace work = new Workspace(temporary)) {
            Path tar = work.directory().resolve("layer.tar");
            threads.run(() -> {
                try (Directory root = Directory.open(upper);
                        OutputStream out = new BufferedOutputStream(Files.newOutputStream(tar), 1 << 17)) {
                    return new LayerTar(new TarWriter(out), wanted).write(root);
                }
            });
            try (InputStream in = Files.newInputStream(tar)) {
                return unpack(in);
            }
        } catch (IOException e) {
            throw DiskErrors.of(e, "making a layer", layers);
        }
    }

    @Override
    public void writeTar(Digest diffId, OutputStream out) {
        Descriptor blob = record(diffId).blob();
        try (InputStream in = Compression.unpacked(blobs.open(blob.digest()))) {
            in.transferTo(out);
        } catch (IOException e) {
            throw DiskErrors.of(e, "writing a layer's tar", layers);
        }
    }

    /**
     * Gives the directories that a layer's tar did not name the owner and mode that the layers below have for them; else a file in {@code /tmp} would make
     * {@code /tmp} 0755. For layers of an image, the lowest first.
     */
    public void inheritImplied(List<Digest> stack) {
        for (int i = 1; i < stack.size(); i++) {
            LayerRecord record = record(stack.get(i));
            for (String path : record.impliedDirectories()) {
                inherit(stack.subList(0, i), stack.get(i), path);
            }
        }
    }

    private void inherit(List<Digest> below, Digest layer, String path) {
        for (Digest lower : below.reversed()) {
            Optional<FileStatus> status;
            try (Directory root = Directory.open(path(lower));
                    Tree tree = new Tree(root)) {
                status = tree.existing(Tree.parent(path)).flatMap(d -> d.status(Tree.base(path)));
            }
            if (status.isPresent()) {
                if (status.get().isDirectory()) {
                    copyModes(layer, path, status.get());
                }
                return;
            }
        }
    }

    private void copyModes(Digest layer, String path, FileStatus from) {
        try (Directory root = Directory.open(path(layer));
                Tree tree = new Tree(root)) {
            tree.existing(Tree.parent(path)).ifPresent(parent -> {
                parent.owner(Tree.base(path), from.owner());
                parent.permissions(Tree.base(path), from.permissions());
            });
        }
    }

    /** Forgets a layer. Its blob stays. */
    public void delete(Digest diffId) {
        try (Workspace trash = new Workspace(temporary)) {
            if (contains(diffId)) {
                Files.move(path(diffId), trash.directory().resolve("layer"), StandardCopyOption.ATOMIC_MOVE);
            }
            Files.deleteIfExists(recordPath(diffId));
        } catch (IOException e) {
            throw DiskErrors.of(e, "removing a layer", layers);
        }
    }

    private void publish(Digest diffId, Path directory, LayerRecord record) throws IOException {
        if (!contains(diffId)) {
            save(record, recordPath(diffId));
            try {
                Files.move(directory, path(diffId), StandardCopyOption.ATOMIC_MOVE);
                return;
            } catch (AtomicMoveNotSupportedException e) {
                throw new JcomposeException(
                        JcomposeException.Kind.FAILED_PRECONDITION,
                        "\"" + directory + "\" is on another file system than the layers",
                        "keep the containers and the images of an engine on one file system",
                        e);
            } catch (IOException e) {
                // Another one was faster: an unpacked layer is a directory that is not empty, so the rename is refused.
                if (!contains(diffId)) {
                    throw e;
                }
            }
        }
        Directory.removeTree(directory);
    }

    private void save(LayerRecord record, Path file) throws IOException {
        Path next = Files.createTempFile(temporary, "record", "");
        try {
            Files.write(next, record.toJson());
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(next);
        }
    }

    private Path path(Digest diffId) {
        return layers.resolve(diffId.hex());
    }

    private Path recordPath(Digest diffId) {
        return layers.resolve(diffId.hex() + ".json");
    }

    private static JcomposeException missing(Digest diffId) {
        return new JcomposeException(
                JcomposeException.Kind.NOT_FOUND,
                "the layer " + diffId + " is not here",
                "pull or build the image again");
    }

    @Override
    public void close() {
        threads.close();
    }
}

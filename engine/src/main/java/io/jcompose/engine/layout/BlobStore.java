package io.jcompose.engine.layout;

import io.jcompose.engine.image.Digest;
import io.jcompose.error.JcomposeException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Blobs by their digest. A blob that is here is whole and was hashed when it came. Threads may share one store. */
public final class BlobStore {
    private final Path blobs;
    private final Path temporary;

    BlobStore(Path blobs, Path temporary) {
        this.blobs = blobs;
        this.temporary = temporary;
    }

    public Path path(Digest digest) {
        return blobs.resolve(digest.hex());
    }

    public boolean contains(Digest digest) {
        return Files.exists(path(digest));
    }

    /** Bytes of a blob that is here. */
    public long size(Digest digest) {
        try {
            return Files.size(path(digest));
        } catch (IOException e) {
            throw gone(digest, e);
        }
    }

    public InputStream open(Digest digest) {
        try {
            return Files.newInputStream(path(digest));
        } catch (IOException e) {
            throw gone(digest, e);
        }
    }

    /** A small blob (manifest, configuration), whole. */
    public byte[] read(Digest digest) {
        try {
            return Files.readAllBytes(path(digest));
        } catch (IOException e) {
            throw gone(digest, e);
        }
    }

    /** Where a half-done blob may lie until {@link #keep} takes it over; on the same file system. */
    public Path temporary() {
        return temporary;
    }

    /** Where an unfinished download of a blob lies; what is there is its beginning. */
    public Path part(Digest digest) {
        return parts().resolve(digest.hex());
    }

    /** The directory of unfinished downloads. */
    public Path parts() {
        return temporary.resolve("parts");
    }

    /** A writer that hashes what goes through it. */
    public BlobWriter writer() {
        return new BlobWriter(this);
    }

    /** Keeps bytes in memory as a blob. */
    public Digest put(byte[] bytes) {
        try (BlobWriter writer = writer()) {
            writer.write(bytes);
            return writer.commit();
        } catch (IOException e) {
            throw DiskErrors.of(e, "writing a blob", blobs);
        }
    }

    /** Takes over a finished, flushed file that was hashed to this digest. */
    public void keep(Path file, Digest digest) throws IOException {
        Files.move(file, path(digest), StandardCopyOption.ATOMIC_MOVE);
    }

    /** Removes a blob, or what has come of it. */
    public void delete(Digest digest) {
        try {
            Files.deleteIfExists(part(digest));
            Files.deleteIfExists(path(digest));
        } catch (IOException e) {
            throw DiskErrors.of(e, "removing a blob", blobs);
        }
    }

    private JcomposeException gone(Digest digest, IOException e) {
        if (e instanceof NoSuchFileException) {
            return new JcomposeException(
                    JcomposeException.Kind.NOT_FOUND,
                    "the blob " + digest + " is missing in \"" + blobs + "\"",
                    "pull or build the image again",
                    e);
        }
        return DiskErrors.of(e, "reading the blob " + digest, blobs);
    }
}

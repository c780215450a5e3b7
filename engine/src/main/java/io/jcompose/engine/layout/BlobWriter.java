package io.jcompose.engine.layout;

import io.jcompose.engine.image.Digest;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;

/** Writes one blob: a file out of sight until {@link #commit}; closing without that leaves nothing. */
public final class BlobWriter extends OutputStream {
    private final BlobStore store;
    private final Path file;
    private final FileChannel channel;
    private final MessageDigest hash = Hashes.sha256();
    private long size;
    private boolean done;

    BlobWriter(BlobStore store) {
        this.store = store;
        try {
            this.file = Files.createTempFile(store.temporary(), "blob", "");
            this.channel = FileChannel.open(file, StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw DiskErrors.of(e, "writing a blob", store.temporary());
        }
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        hash.update(bytes, offset, length);
        ByteBuffer buffer = ByteBuffer.wrap(bytes, offset, length);
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
        size += length;
    }

    /** Bytes so far. */
    public long size() {
        return size;
    }

    /** Makes the blob visible, flushed to the disk before. */
    public Digest commit() throws IOException {
        Digest digest = Hashes.digest(hash);
        channel.force(false);
        channel.close();
        if (store.contains(digest)) {
            Files.delete(file);
        } else {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
            store.keep(file, digest);
        }
        done = true;
        return digest;
    }

    @Override
    public void close() throws IOException {
        if (!done) {
            done = true;
            channel.close();
            Files.deleteIfExists(file);
        }
    }
}

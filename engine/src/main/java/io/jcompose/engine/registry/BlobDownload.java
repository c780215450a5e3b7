package io.jcompose.engine.registry;

import io.jcompose.engine.image.Digest;
import io.jcompose.engine.layout.BlobStore;
import io.jcompose.engine.layout.Descriptor;
import io.jcompose.engine.layout.DiskErrors;
import io.jcompose.engine.layout.Hashes;
import io.jcompose.error.JcomposeException;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.function.LongConsumer;

/**
 * One blob on its way to the disk. The part that is there survives a broken connection, and a pull that gave up: the next one goes on behind it. Not for two
 * threads at once.
 */
final class BlobDownload {
    private static final int BUFFER = 1 << 16;

    private final Repository repository;
    private final Descriptor blob;
    private final BlobStore store;
    private final Retries retries;
    private final LongConsumer progress;
    private final Path part;
    private final String what;
    private final MessageDigest hash = Hashes.sha256();
    private long done;

    BlobDownload(Repository repository, Descriptor blob, BlobStore store, Retries retries, LongConsumer progress) {
        this.repository = repository;
        this.blob = blob;
        this.store = store;
        this.retries = retries;
        this.progress = progress;
        this.part = store.part(blob.digest());
        this.what = "the blob \"" + blob.digest() + "\"";
    }

    /** An error that is the disk's, not the connection's. */
    private static final class DiskException extends IOException {
        private static final long serialVersionUID = 1L;

        DiskException(IOException cause) {
            super(cause);
        }
    }

    void run() {
        if (store.contains(blob.digest())) {
            return;
        }
        try {
            Files.createDirectories(store.parts());
            try (FileChannel file = FileChannel.open(
                    part, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
                reuse(file);
                fetchAll(file);
                file.force(false);
            }
            store.keep(part, blob.digest());
        } catch (ClosedByInterruptException e) {
            throw new JcomposeException(JcomposeException.Kind.INTERRUPTED, "the pull was interrupted", "", e);
        } catch (IOException e) {
            deletePart();
            throw DiskErrors.of(
                    e instanceof DiskException disk && disk.getCause() != null ? disk.getCause() : e,
                    "downloading " + what,
                    store.parts());
        }
    }

    private void reuse(FileChannel file) throws IOException {
        if (file.size() > blob.size()) {
            file.truncate(0);
        }
        ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
        while (file.read(buffer) > 0) {
            buffer.flip();
            done += buffer.remaining();
            hash.update(buffer);
            buffer.clear();
        }
    }

    private void fetchAll(FileChannel file) throws IOException {
        int failures = 0;
        boolean startedOver = false;
        while (true) {
            long before = done;
            try {
                if (done < blob.size()) {
                    fetch(file);
                }
                Digest found = done == blob.size() ? Hashes.digest(hash) : blob.digest();
                if (done == blob.size() && found.equals(blob.digest())) {
                    return;
                }
                if (done == blob.size()) {
                    if (startedOver) {
                        throw corrupt(found);
                    }
                    startedOver = true;
                    startOver(file);
                }
            } catch (DiskException e) {
                throw e;
            } catch (IOException e) {
                failures = done > before ? 1 : failures + 1;
                if (failures >= retries.attempts() || !RegistryErrors.passing(e)) {
                    throw repository.unreachable(e);
                }
                retries.pause(failures);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new JcomposeException(JcomposeException.Kind.INTERRUPTED, "the pull was interrupted", "", e);
            }
        }
    }

    private void fetch(FileChannel file) throws IOException, InterruptedException {
        HttpResponse<InputStream> response = repository.blob(blob.digest(), done);
        try (InputStream body = repository.guarded(response.body())) {
            int status = response.statusCode();
            if (status == 416 || status == 206 && !goesOn(response)) {
                startOver(file);
                throw new IOException("the registry gave another part than the one asked for");
            }
            if (status == 429 || status >= 500) {
                throw new IOException("the registry answered HTTP status " + status);
            }
            if (status != 200 && status != 206) {
                throw repository.refused(status, body.readNBytes(BUFFER), what);
            }
            if (status == 200 && done > 0) {
                startOver(file);
            }
            receive(body, file);
        }
        if (done < blob.size()) {
            throw new IOException("the answer ended after " + done + " of " + blob.size() + " bytes");
        }
    }

    private boolean goesOn(HttpResponse<InputStream> response) {
        return response.headers().firstValue("Content-Range").orElse("").startsWith("bytes " + done + "-");
    }

    private void receive(InputStream body, FileChannel file) throws IOException {
        byte[] bytes = new byte[BUFFER];
        int n;
        while ((n = body.read(bytes, 0, bytes.length)) > 0) {
            if (done + n > blob.size()) {
                throw new JcomposeException(
                        JcomposeException.Kind.INVALID,
                        what + " is longer than the " + blob.size() + " bytes that the manifest says",
                        "do not trust this registry or the proxy before it");
            }
            hash.update(bytes, 0, n);
            write(file, ByteBuffer.wrap(bytes, 0, n));
            done += n;
            progress.accept(done);
        }
    }

    private void write(FileChannel file, ByteBuffer bytes) throws IOException {
        try {
            long at = done;
            while (bytes.hasRemaining()) {
                at += file.write(bytes, at);
            }
        } catch (ClosedByInterruptException e) {
            throw new JcomposeException(JcomposeException.Kind.INTERRUPTED, "the pull was interrupted", "", e);
        } catch (IOException e) {
            throw new DiskException(e);
        }
    }

    private void startOver(FileChannel file) throws IOException {
        try {
            file.truncate(0);
        } catch (IOException e) {
            throw new DiskException(e);
        }
        hash.reset();
        done = 0;
    }

    private JcomposeException corrupt(Digest found) {
        deletePart();
        return new JcomposeException(
                JcomposeException.Kind.INVALID,
                what + " came with other contents, of digest " + found + ", twice",
                "do not trust this registry or the proxy before it");
    }

    private void deletePart() {
        try {
            Files.deleteIfExists(part);
        } catch (IOException e) {
            throw DiskErrors.of(e, "removing an unfinished download", store.parts());
        }
    }
}

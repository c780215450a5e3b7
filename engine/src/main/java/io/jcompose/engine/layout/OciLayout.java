package io.jcompose.engine.layout;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jcompose.engine.image.Digest;
import io.jcompose.error.JcomposeException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** An OCI image layout directory: its blobs and its index. The index is replaced as a whole, under a lock, by a flushed file and one rename. */
public final class OciLayout {
    private static final String REF_NAME = "org.opencontainers.image.ref.name";
    private static final String SOURCE = "io.jcompose.source.digest";
    private static final byte[] VERSION = "{\"imageLayoutVersion\":\"1.0.0\"}".getBytes(StandardCharsets.UTF_8);

    private final Path directory;
    private final BlobStore blobs;

    private OciLayout(Path directory, Path temporary) {
        this.directory = directory;
        this.blobs = new BlobStore(directory.resolve("blobs/sha256"), temporary);
    }

    /**
     * An entry of the index.
     *
     * @param name canonical name, absent for an image without one
     * @param source what the registry gave for that name
     */
    public record Entry(Descriptor manifest, Optional<String> name, Optional<Digest> source) {}

    /** Opens a layout, made when it is not there. {@code temporary} is on the same file system. */
    public static OciLayout open(Path directory, Path temporary) {
        try {
            Files.createDirectories(directory.resolve("blobs/sha256"));
            Files.createDirectories(temporary);
            OciLayout layout = new OciLayout(directory, temporary);
            if (!Files.exists(directory.resolve("index.json"))) {
                layout.write(List.of());
            }
            if (!Files.exists(directory.resolve("oci-layout"))) {
                layout.replace("oci-layout", VERSION);
            }
            return layout;
        } catch (IOException e) {
            throw DiskErrors.of(e, "making the image store", directory);
        }
    }

    public BlobStore blobs() {
        return blobs;
    }

    public List<Entry> read() {
        Path file = directory.resolve("index.json");
        try {
            List<Entry> entries = new ArrayList<>();
            for (JsonNode node :
                    Json.read(Files.readAllBytes(file), "\"" + file + "\"").path("manifests")) {
                JsonNode annotations = node.path("annotations");
                entries.add(new Entry(
                        Descriptor.of(node),
                        Optional.ofNullable(annotations.path(REF_NAME).textValue()),
                        Optional.ofNullable(annotations.path(SOURCE).textValue())
                                .map(Digest::new)));
            }
            return entries;
        } catch (IOException e) {
            throw DiskErrors.of(e, "reading the image index", directory);
        }
    }

    public void write(List<Entry> entries) {
        ArrayNode manifests = Json.array();
        for (Entry entry : entries) {
            ObjectNode node = entry.manifest().toJson();
            ObjectNode annotations = Json.object();
            entry.name().ifPresent(name -> annotations.put(REF_NAME, name));
            entry.source().ifPresent(source -> annotations.put(SOURCE, source.value()));
            if (!annotations.isEmpty()) {
                node.set("annotations", annotations);
            }
            manifests.add(node);
        }
        ObjectNode index = Json.object().put("schemaVersion", 2).put("mediaType", MediaTypes.OCI_INDEX);
        index.set("manifests", manifests);
        try (FileChannel channel = FileChannel.open(
                        directory.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = channel.lock()) {
            if (!lock.isValid()) {
                throw new JcomposeException(
                        JcomposeException.Kind.CONFLICT, "the image index is locked by another process");
            }
            replace("index.json", Json.bytes(index));
        } catch (IOException e) {
            throw DiskErrors.of(e, "writing the image index", directory);
        }
    }

    private void replace(String name, byte[] bytes) throws IOException {
        Path next = directory.resolve("." + name + ".new");
        try (FileChannel channel = FileChannel.open(
                next, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            ByteBuffer buffer = ByteBuffer.wrap(bytes);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            channel.force(true);
        } catch (IOException e) {
            Files.deleteIfExists(next);
            throw e;
        }
        Files.move(next, directory.resolve(name), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}

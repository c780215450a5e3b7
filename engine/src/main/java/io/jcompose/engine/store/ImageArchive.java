package io.jcompose.engine.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jcompose.engine.image.Digest;
import io.jcompose.engine.image.Image;
import io.jcompose.engine.image.ImageName;
import io.jcompose.engine.image.Images.Loaded;
import io.jcompose.engine.layer.ArchiveWriter;
import io.jcompose.engine.layer.Workspace;
import io.jcompose.engine.layout.BlobStore;
import io.jcompose.engine.layout.BlobWriter;
import io.jcompose.engine.layout.Descriptor;
import io.jcompose.engine.layout.DiskErrors;
import io.jcompose.engine.layout.Hashes;
import io.jcompose.engine.layout.Json;
import io.jcompose.engine.layout.MediaTypes;
import io.jcompose.error.JcomposeException;
import io.jcompose.linux.LinuxException;
import io.jcompose.linux.tree.Directory;
import io.jcompose.linux.tree.OpenFile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Images in a tar: docker-archive ({@code manifest.json}) and OCI layout ({@code index.json}). What is written is both at once, as docker 25 and later do.
 */
final class ImageArchive {
    private static final int MAX_JSON = 16 << 20;

    private final OciImages images;
    private final BlobStore blobs;

    ImageArchive(OciImages images) {
        this.images = images;
        this.blobs = images.layout().blobs();
    }

    List<Loaded> load(InputStream tar) {
        try (Workspace work = images.layerStore().extract(tar);
                Directory root = Directory.open(work.directory())) {
            if (Files.exists(work.directory().resolve("manifest.json"))) {
                return loadDocker(root);
            }
            if (Files.exists(work.directory().resolve("index.json"))) {
                return loadLayout(root, read(root, "index.json"));
            }
            throw new JcomposeException(
                    JcomposeException.Kind.INVALID,
                    "the archive holds no image: it has neither manifest.json nor index.json",
                    "make a file system archive into an image with \"import\"");
        } catch (IOException e) {
            throw DiskErrors.of(e, "loading an image", blobs.temporary());
        }
    }

    private List<Loaded> loadDocker(Directory root) throws IOException {
        List<Loaded> loaded = new ArrayList<>();
        for (JsonNode item : read(root, "manifest.json")) {
            byte[] configBytes = bytes(root, item.path("Config").asText(""));
            ConfigJson.Parsed config = ConfigJson.read(Json.read(configBytes, "the archive's image configuration"));
            JsonNode files = item.path("Layers");
            if (files.size() != config.layers().size()) {
                throw broken("it has " + files.size() + " layers, its configuration "
                        + config.layers().size());
            }
            for (int i = 0; i < files.size(); i++) {
                loadLayer(root, files.get(i).asText(), config.layers().get(i));
            }
            List<ImageName> names = new ArrayList<>();
            item.path("RepoTags").forEach(tag -> names.add(ImageName.parse(tag.asText())));
            loaded.add(new Loaded(register(configBytes, config, names), names));
        }
        return loaded;
    }

    private void loadLayer(Directory root, String file, Digest diffId) {
        if (images.layerStore().contains(diffId)) {
            return;
        }
        try (OpenFile layer = open(root, file)) {
            Digest found = images.layerStore().unpack(layer.input());
            if (!found.equals(diffId)) {
                throw broken("its layer \"" + file + "\" is " + found + ", its configuration says " + diffId);
            }
        }
    }

    private Image register(byte[] configBytes, ConfigJson.Parsed config, List<ImageName> names) {
        Digest id = blobs.put(configBytes);
        images.layerStore().inheritImplied(config.layers());
        ObjectNode manifest = Json.object().put("schemaVersion", 2).put("mediaType", MediaTypes.OCI_MANIFEST);
        manifest.set("config", new Descriptor(MediaTypes.OCI_CONFIG, id, configBytes.length).toJson());
        ArrayNode layers = manifest.putArray("layers");
        config.layers()
                .forEach(layer ->
                        layers.add(images.layerStore().record(layer).blob().toJson()));
        return images.register(Json.bytes(manifest), names, Optional.empty());
    }

    private List<Loaded> loadLayout(Directory root, JsonNode index) throws IOException {
        List<Loaded> loaded = new ArrayList<>();
        for (JsonNode item : index.path("manifests")) {
            Descriptor descriptor = Descriptor.of(item);
            byte[] bytes = blobBytes(root, descriptor.digest());
            JsonNode node = Json.read(bytes, "the manifest " + descriptor.digest());
            if (node.has("manifests")) {
                descriptor = PlatformChoice.choose(node, "the archive");
                bytes = blobBytes(root, descriptor.digest());
                node = Json.read(bytes, "the manifest " + descriptor.digest());
            }
            ManifestReader.Manifest manifest = ManifestReader.Manifest.of(node);
            ConfigJson.Parsed config = ConfigJson.read(
                    Json.read(blobBytes(root, manifest.config().digest()), "the archive's image configuration"));
            if (manifest.layers().size() != config.layers().size()) {
                throw broken("its manifest and its configuration have different numbers of layers");
            }
            for (int i = 0; i < config.layers().size(); i++) {
                copyBlob(root, manifest.layers().get(i).digest());
                images.layerStore()
                        .unpackBlob(manifest.layers().get(i), config.layers().get(i), done -> {});
            }
            copyBlob(root, manifest.config().digest());
            images.layerStore().inheritImplied(config.layers());
            List<ImageName> names = layoutNames(item);
            Image image = images.register(ManifestReader.asOci(bytes, node), names, Optional.empty());
            loaded.add(new Loaded(image, names));
        }
        return loaded;
    }

    /** containerd and docker write the full name apart; a reference name alone may be no more than a tag, which names nothing. */
    private static List<ImageName> layoutNames(JsonNode item) {
        JsonNode annotations = item.path("annotations");
        String full = annotations.path("io.containerd.image.name").asText("");
        String reference = annotations.path("org.opencontainers.image.ref.name").asText("");
        if (!full.isEmpty()) {
            return List.of(ImageName.parse(full));
        }
        boolean name = reference.indexOf('/') >= 0 || reference.indexOf(':') >= 0;
        return name ? List.of(ImageName.parse(reference)) : List.of();
    }

    private void copyBlob(Directory root, Digest digest) throws IOException {
        if (blobs.contains(digest)) {
            return;
        }
        try (OpenFile file = open(root, "blobs/sha256/" + digest.hex());
                BlobWriter writer = blobs.writer()) {
            file.input().transferTo(writer);
            Digest found = writer.commit();
            if (!found.equals(digest)) {
                blobs.delete(found);
                throw broken("its blob " + digest + " has the contents of " + found);
            }
        }
    }

    private byte[] blobBytes(Directory root, Digest digest) throws IOException {
        byte[] bytes = bytes(root, "blobs/sha256/" + digest.hex());
        if (!Hashes.of(bytes).equals(digest)) {
            throw broken("its blob " + digest + " has other contents");
        }
        return bytes;
    }

    private static JsonNode read(Directory root, String file) throws IOException {
        return Json.read(bytes(root, file), "the archive's " + file);
    }

    private static byte[] bytes(Directory root, String file) throws IOException {
        try (OpenFile open = open(root, file)) {
            byte[] bytes = open.input().readNBytes(MAX_JSON + 1);
            if (bytes.length > MAX_JSON) {
                throw broken("its " + file + " is larger than " + MAX_JSON + " bytes");
            }
            return bytes;
        }
    }

    private static OpenFile open(Directory root, String file) {
        try {
            return root.readInside(Directory.bytes(file));
        } catch (LinuxException e) {
            throw broken("it lacks \"" + file + "\"");
        }
    }

    private static JcomposeException broken(String what) {
        return new JcomposeException(
                JcomposeException.Kind.INVALID, "the archive is not a usable image: " + what, "save the image again");
    }

    void save(List<String> references, OutputStream out) {
        Map<Image, Set<ImageName>> wanted = new LinkedHashMap<>();
        for (String reference : references) {
            Image image = images.get(reference);
            Set<ImageName> names = wanted.computeIfAbsent(image, i -> new LinkedHashSet<>());
            boolean byId = image.id().hex().startsWith(reference.replaceFirst("^sha256:", ""));
            if (!byId) {
                names.add(ImageName.parse(reference));
            }
        }
        try {
            write(wanted, new ArchiveWriter(out));
            out.flush();
        } catch (IOException e) {
            throw new JcomposeException(
                    JcomposeException.Kind.UNAVAILABLE, "the archive can't be written: " + e.getMessage(), "", e);
        }
    }

    private void write(Map<Image, Set<ImageName>> wanted, ArchiveWriter archive) throws IOException {
        ArrayNode docker = Json.array();
        ArrayNode entries = Json.array();
        Set<Digest> needed = new LinkedHashSet<>();
        wanted.forEach((image, names) -> {
            Descriptor descriptor = images.entryOf(image).manifest();
            ManifestReader.Manifest manifest = images.manifests().manifest(descriptor.digest());
            ObjectNode item = docker.addObject().put("Config", blobPath(image.id()));
            ArrayNode tags = item.putArray("RepoTags");
            ArrayNode layers = item.putArray("Layers");
            manifest.layers().forEach(layer -> layers.add(blobPath(layer.digest())));
            needed.add(descriptor.digest());
            needed.add(image.id());
            manifest.layers().forEach(layer -> needed.add(layer.digest()));
            if (names.isEmpty()) {
                entries.add(descriptor.toJson());
            }
            for (ImageName name : names) {
                tags.add(name.familiar());
                ObjectNode entry = descriptor.toJson();
                entry.putObject("annotations")
                        .put("io.containerd.image.name", name.toString())
                        .put("org.opencontainers.image.ref.name", name.tag().orElse(""));
                entries.add(entry);
            }
        });
        for (Digest digest : needed) {
            try (InputStream in = blobs.open(digest)) {
                archive.file(blobPath(digest), blobs.size(digest), in);
            }
        }
        ObjectNode index = Json.object().put("schemaVersion", 2).put("mediaType", MediaTypes.OCI_INDEX);
        index.set("manifests", entries);
        text(archive, "index.json", Json.bytes(index));
        text(archive, "manifest.json", Json.bytes(docker));
        text(archive, "oci-layout", "{\"imageLayoutVersion\":\"1.0.0\"}".getBytes(StandardCharsets.UTF_8));
        archive.end();
    }

    private static void text(ArchiveWriter archive, String name, byte[] bytes) throws IOException {
        archive.file(name, bytes.length, new ByteArrayInputStream(bytes));
    }

    private static String blobPath(Digest digest) {
        return "blobs/sha256/" + digest.hex();
    }
}

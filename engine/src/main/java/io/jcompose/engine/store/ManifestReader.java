package io.jcompose.engine.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jcompose.engine.image.Digest;
import io.jcompose.engine.image.Image;
import io.jcompose.engine.layer.Compression;
import io.jcompose.engine.layer.LayerStore;
import io.jcompose.engine.layout.BlobStore;
import io.jcompose.engine.layout.Descriptor;
import io.jcompose.engine.layout.Json;
import io.jcompose.engine.layout.MediaTypes;
import io.jcompose.error.JcomposeException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Reads manifests and configurations out of the blob store; what has been read is kept, for blobs never change. */
final class ManifestReader {
    private final BlobStore blobs;
    private final LayerStore layers;
    private final Map<Digest, Image> known = new ConcurrentHashMap<>();

    ManifestReader(BlobStore blobs, LayerStore layers) {
        this.blobs = blobs;
        this.layers = layers;
    }

    /** A manifest of one image. */
    record Manifest(Descriptor config, List<Descriptor> layers) {
        Manifest {
            layers = List.copyOf(layers);
        }

        static Manifest of(JsonNode node) {
            List<Descriptor> layers = new ArrayList<>();
            node.path("layers").forEach(layer -> layers.add(Descriptor.of(layer)));
            return new Manifest(Descriptor.of(node.path("config")), layers);
        }
    }

    /**
     * The same manifest with OCI's media types: other tools find only such ones in a layout. Docker's schema 2 differs in nothing else; its digest is kept as
     * the entry's source.
     */
    static byte[] asOci(byte[] bytes, JsonNode manifest) {
        if (!manifest.path("mediaType").asText("").startsWith("application/vnd.docker.")) {
            return bytes;
        }
        Manifest parsed = Manifest.of(manifest);
        ObjectNode oci = Json.object().put("schemaVersion", 2).put("mediaType", MediaTypes.OCI_MANIFEST);
        Descriptor config = parsed.config();
        oci.set("config", new Descriptor(MediaTypes.OCI_CONFIG, config.digest(), config.size()).toJson());
        ArrayNode layers = oci.putArray("layers");
        for (Descriptor layer : parsed.layers()) {
            String type = layer.mediaType();
            String packing = type.endsWith("gzip") ? "+gzip" : type.endsWith("zstd") ? "+zstd" : "";
            layers.add(new Descriptor(Compression.NONE.mediaType() + packing, layer.digest(), layer.size()).toJson());
        }
        return Json.bytes(oci);
    }

    Manifest manifest(Digest digest) {
        return Manifest.of(Json.read(blobs.read(digest), "the manifest " + digest));
    }

    ConfigJson.Parsed config(Digest digest) {
        return ConfigJson.read(Json.read(blobs.read(digest), "the image configuration " + digest));
    }

    /** The image without names; empty when a blob or an unpacked layer is missing. */
    Optional<Image> image(Digest manifest) {
        Image kept = known.get(manifest);
        if (kept != null) {
            return Optional.of(kept);
        }
        if (!blobs.contains(manifest)) {
            return Optional.empty();
        }
        try {
            Digest id = manifest(manifest).config().digest();
            ConfigJson.Parsed config = config(id);
            if (!config.layers().stream().allMatch(layers::contains)) {
                return Optional.empty();
            }
            long size = config.layers().stream()
                    .mapToLong(layer -> layers.record(layer).bytes())
                    .sum();
            Image image = new Image(
                    id,
                    manifest,
                    List.of(),
                    config.platform(),
                    config.created(),
                    config.config(),
                    config.layers(),
                    size);
            known.put(manifest, image);
            return Optional.of(image);
        } catch (JcomposeException e) {
            // Not whole or not an image (an artifact of another kind): it stays in the layout and is none of our
            // images.
            return switch (e.kind()) {
                case NOT_FOUND, INVALID -> Optional.empty();
                default -> throw e;
            };
        }
    }

    void forget(Digest manifest) {
        known.remove(manifest);
    }
}

package io.jcompose.engine.store;

import com.fasterxml.jackson.databind.JsonNode;
import io.jcompose.engine.image.Digest;
import io.jcompose.engine.image.Image;
import io.jcompose.engine.layer.LayerStore;
import io.jcompose.engine.layout.BlobStore;
import io.jcompose.engine.layout.Descriptor;
import io.jcompose.engine.layout.Json;
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
                    id, manifest, List.of(), config.platform(), config.created(), config.config(), config.layers(), size);
            known.put(manifest, image);
            return Optional.of(image);
        } catch (JcomposeException e) {
            // Not whole or not an image (an artifact of another kind): it stays in the layout and is none of our images.
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

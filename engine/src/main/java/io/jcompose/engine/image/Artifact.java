package io.jcompose.engine.image;

import java.util.List;
import java.util.Map;

/**
 * Something in a registry that is no image.
 *
 * @param digest of its manifest
 */
public record Artifact(Digest digest, List<Blob> blobs) {
    public Artifact {
        blobs = List.copyOf(blobs);
    }

    /** One part, in the manifest's order. */
    public record Blob(String mediaType, Map<String, String> annotations, byte[] bytes) {
        public Blob {
            annotations = Map.copyOf(annotations);
            bytes = bytes.clone();
        }

        @Override
        public byte[] bytes() {
            return bytes.clone();
        }
    }
}

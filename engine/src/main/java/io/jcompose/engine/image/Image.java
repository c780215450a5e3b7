package io.jcompose.engine.image;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * An image that is here, with all its layers unpacked.
 *
 * @param id digest of the image configuration (Docker's image id)
 * @param manifest digest of the manifest that it was pulled by or got when it was made
 * @param tags all names under which it is known, in canonical form ({@code docker.io/library/busybox:latest})
 * @param layers diff ids, the lowest first
 * @param size unpacked bytes
 */
public record Image(
        Digest id,
        Digest manifest,
        List<ImageName> tags,
        Platform platform,
        Optional<Instant> created,
        ImageConfig config,
        List<Digest> layers,
        long size) {
    public Image {
        tags = List.copyOf(tags);
        layers = List.copyOf(layers);
    }

    /** For example {@code linux/amd64}; the variant may be empty. */
    public record Platform(String os, String architecture, String variant) {
        @Override
        public String toString() {
            return os + "/" + architecture + (variant.isEmpty() ? "" : "/" + variant);
        }
    }
}

package io.jcompose.engine.image;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * An image about to be made from layers that {@link Layers} holds.
 *
 * @param layers diff ids, the lowest first
 * @param history one entry per instruction, the oldest first; those without a layer have emptyLayer set
 * @param author empty: none
 */
public record NewImage(
        Image.Platform platform,
        ImageConfig config,
        List<Digest> layers,
        List<History> history,
        Optional<Instant> created,
        List<ImageName> names,
        String author) {
    /** Without an author. */
    public NewImage(
            Image.Platform platform,
            ImageConfig config,
            List<Digest> layers,
            List<History> history,
            Optional<Instant> created,
            List<ImageName> names) {
        this(platform, config, layers, history, created, names, "");
    }

    public NewImage {
        layers = List.copyOf(layers);
        history = List.copyOf(history);
        names = List.copyOf(names);
    }

    /** An entry of an image configuration's {@code history}. */
    public record History(Optional<Instant> created, String createdBy, String comment, boolean emptyLayer) {}
}

package io.jcompose.engine.build.graph;

import io.jcompose.engine.image.Digest;
import io.jcompose.engine.image.ImageConfig;
import io.jcompose.engine.image.NewImage;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An image that is not assembled: a base, or a finished stage.
 *
 * @param layers the lowest first
 * @param author empty: none
 * @param name for the key of the steps above it and for messages
 */
record RootState(
        ImageConfig config,
        List<Digest> layers,
        List<NewImage.History> history,
        Optional<Instant> created,
        String author,
        String name) {
    /** Its working directory is what BuildKit gives it. */
    static final RootState SCRATCH = new RootState(
            ImageConfig.of(new ImageConfig.ImageProcess(List.of(), List.of(), Map.of(), "/", "")),
            List.of(),
            List.of(),
            Optional.empty(),
            "",
            "scratch");

    RootState {
        layers = List.copyOf(layers);
        history = List.copyOf(history);
    }
}

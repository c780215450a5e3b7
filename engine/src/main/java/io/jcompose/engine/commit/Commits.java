package io.jcompose.engine.commit;

import io.jcompose.engine.build.context.FileTree;
import io.jcompose.engine.build.graph.ConfigChanges;
import io.jcompose.engine.container.Container;
import io.jcompose.engine.container.ContainerLayers;
import io.jcompose.engine.container.Containers;
import io.jcompose.engine.image.Digest;
import io.jcompose.engine.image.Image;
import io.jcompose.engine.image.ImageConfig;
import io.jcompose.engine.image.ImageName;
import io.jcompose.engine.image.Images;
import io.jcompose.engine.image.NewImage;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Makes an image of what a container has become: its image's layers, one more with its changes, and its configuration. */
public final class Commits {
    private final Containers containers;
    private final Images images;
    private final Clock clock;

    public Commits(Containers containers, Images images, Clock clock) {
        this.containers = containers;
        this.images = images;
        this.clock = clock;
    }

    /**
     * @param changes Dockerfile instructions that change the configuration
     * @param pause stop the container's processes meanwhile, so that files fit together
     */
    public record Options(
            Optional<ImageName> name, String author, String comment, List<String> changes, boolean pause) {
        public Options {
            changes = List.copyOf(changes);
        }
    }

    /** Volumes are no part of the image. INVALID for a change that is none. */
    public Image commit(String reference, Options options) {
        try (ContainerLayers layers = containers.layers(reference)) {
            Image image = commit(layers, options);
            Map<String, String> told = new LinkedHashMap<>();
            told.put("comment", options.comment());
            told.put("imageID", image.id().value());
            told.put("imageRef", options.name().map(ImageName::familiar).orElse(""));
            containers.tell(layers.container(), "commit", told);
            return image;
        }
    }

    private Image commit(ContainerLayers layers, Options options) {
        Image base = images.get(layers.container().imageId().value());
        ImageConfig config =
                ConfigChanges.apply(ContainerConfig.of(layers.container(), base.config()), options.changes());
        Optional<Digest> layer = options.pause()
                ? containers.whilePaused(layers.container().id().value(), () -> layer(layers))
                : layer(layers);
        List<Digest> all = new ArrayList<>(base.layers());
        layer.ifPresent(all::add);
        Instant now = Instant.now(clock);
        List<NewImage.History> history = new ArrayList<>(images.history(base));
        history.add(new NewImage.History(
                Optional.of(now), createdBy(layers.container(), base), options.comment(), layer.isEmpty()));
        return images.assemble(new NewImage(
                base.platform(),
                config,
                all,
                history,
                Optional.of(now),
                options.name().stream().toList(),
                options.author()));
    }

    /** Docker's words for it: the command that the container ran. */
    private static String createdBy(Container container, Image base) {
        return String.join(
                " ", ContainerConfig.of(container, base.config()).process().command());
    }

    /** Empty when nothing has changed. */
    private Optional<Digest> layer(ContainerLayers layers) {
        Set<String> changed = Changes.of(layers).stream()
                .map(change -> FileTree.raw(change.path().substring(1)))
                .collect(Collectors.toSet());
        return changed.isEmpty()
                ? Optional.empty()
                : Optional.of(images.layers().snapshot(layers.upper(), changed::contains));
    }
}

package io.jcompose.engine.container;

import io.jcompose.engine.image.Digest;
import io.jcompose.network.Sandbox;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A container as it is at one moment; a snapshot that never changes.
 *
 * @param imageId digest of its image's configuration
 * @param sandbox its network endpoints while it has some
 * @param volumes the named volumes that its mounts resolved to, anonymous ones with the names that the engine gave
 * @param restarts how often the restart policy has started it again
 */
public record Container(
        ContainerId id,
        ContainerSpec spec,
        Digest imageId,
        Instant created,
        ContainerState state,
        Optional<Sandbox> sandbox,
        List<ResolvedVolume> volumes,
        int restarts) {
    public Container {
        volumes = List.copyOf(volumes);
    }

    public String name() {
        return spec.name();
    }

    /** Whether it can't be without that image: it is made from it, or shows its files. */
    public boolean needs(Digest image) {
        return imageId.equals(image)
                || spec.mounts().stream()
                        .anyMatch(mount -> mount instanceof ContainerSpec.Mount.Image shown
                                && shown.id().equals(Optional.of(image)));
    }

    Course course() {
        return new Course(state, sandbox, restarts);
    }

    /** What changes from its start to its end; kept by itself, since it is small beside the rest. */
    record Course(ContainerState state, Optional<Sandbox> sandbox, int restarts) {}

    /** Which volume is at which target. */
    public record ResolvedVolume(String name, String target, boolean anonymous) {}
}

package io.jcompose.engine.container;

import java.nio.file.Path;
import java.util.List;

/**
 * What the root file system of a container is put together from. Until it is closed the files stay, whether or not the container does.
 *
 * @param upper what it has written, in overlayfs' form
 * @param below directories of what was there before, the lowest first: the {@link Skeleton} and the layers of its image
 * @param mountTargets where other things are mounted when it runs
 * @param release called once
 */
public record ContainerLayers(
        Container container, Path upper, List<Path> below, List<String> mountTargets, Runnable release)
        implements AutoCloseable {
    public ContainerLayers {
        below = List.copyOf(below);
        mountTargets = List.copyOf(mountTargets);
    }

    @Override
    public void close() {
        release.run();
    }
}

package io.jcompose.engine.container;

import java.nio.file.Path;
import java.util.List;

/**
 * What the root file system of a container is put together from.
 *
 * @param upper what it has written, in overlayfs' form
 * @param image directories of its image's layers, the lowest first
 * @param mountTargets where other things are mounted when it runs
 */
public record ContainerLayers(Container container, Path upper, List<Path> image, List<String> mountTargets) {
    public ContainerLayers {
        image = List.copyOf(image);
        mountTargets = List.copyOf(mountTargets);
    }
}

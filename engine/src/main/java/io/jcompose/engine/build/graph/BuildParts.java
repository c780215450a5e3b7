package io.jcompose.engine.build.graph;

import io.jcompose.engine.build.HostImages;
import io.jcompose.engine.build.cache.StepResults;
import io.jcompose.engine.build.context.FileHashes;
import io.jcompose.engine.build.step.StepRunner;
import io.jcompose.engine.image.Images;
import java.nio.file.Path;

/**
 * What all builds of an engine share.
 *
 * @param directory for steps in the making, on the file system of the layers
 */
public record BuildParts(
        Images images,
        HostImages hostImages,
        StepResults results,
        FileHashes hashes,
        StepRunner runner,
        Path directory) {}

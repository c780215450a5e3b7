package io.jcompose.engine.build;

import io.jcompose.engine.image.Image;

/** Builds images from Dockerfiles. Calls block and belong on virtual threads. */
public interface Builds {
    /** Throws INVALID with {@code Dockerfile:line} for a bad file, FAILED_PRECONDITION with the exit code for a RUN that fails. */
    Image build(BuildRequest request, BuildProgress progress);
}

package io.jcompose.engine.build;

import io.jcompose.engine.image.Image;

/** Makes images of the host's own programs. */
@FunctionalInterface
public interface HostImages {
    /** Of a list as {@code java,sh,cat}; the same programs give the same image. Throws NOT_FOUND for one that the host does not have. */
    Image pack(String programs);
}

package io.jcompose.engine;

import io.jcompose.engine.build.Builds;
import io.jcompose.engine.container.Containers;
import io.jcompose.engine.event.Events;
import io.jcompose.engine.image.Images;
import io.jcompose.engine.oci.OciContainers;
import io.jcompose.network.Networks;
import io.jcompose.volumes.Volumes;

/** One engine: everything that compose and the commands work with. */
public interface Engine extends AutoCloseable {
    Containers containers();

    Images images();

    Builds builds();

    Networks networks();

    Volumes volumes();

    Events events();

    /** Containers of bundles, for {@code jcompose oci}. */
    OciContainers oci();

    /**
     * Said before {@link #close} by who closes it because nobody needs it: unless the machine has gone down in between, the next engine goes on as this one
     * would have, and starts nothing that was stopped, whatever its restart policy.
     */
    void endsIdle();

    /** Ends supervision; running containers go on and are found again by the next engine. */
    @Override
    void close();
}

package io.jcompose.engine.container;

import io.jcompose.engine.event.EventHub;
import io.jcompose.engine.image.Images;
import io.jcompose.engine.log.LogActivity;
import io.jcompose.engine.log.LogClock;
import io.jcompose.engine.log.LogPacker;
import io.jcompose.engine.runtime.ContainerRuntime;
import io.jcompose.engine.runtime.RuntimePrograms;
import io.jcompose.engine.state.Json;
import io.jcompose.engine.state.StateDb;
import io.jcompose.linux.poll.Poller;
import io.jcompose.network.NetworkStack;
import io.jcompose.volumes.Volumes;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Clock;
import java.util.function.Supplier;

/**
 * What containers are made of and with; wired once when the engine starts.
 *
 * @param home absolute
 * @param defaultNetwork the id of the network {@code bridge}, made when first asked for
 */
public record EngineParts(
        String engineId,
        Path home,
        Path run,
        Vertx vertx,
        Clock clock,
        Storage storage,
        Kernel kernel,
        NetworkStack network,
        Supplier<String> defaultNetwork) {
    public record Storage(StateDb db, Json json, Images images, Volumes volumes, EventHub events) {}

    /** @param programs the other runtimes that a container may name */
    public record Kernel(
            ContainerRuntime runtime,
            RuntimePrograms programs,
            Poller poller,
            LogClock logClock,
            LogActivity logActivity,
            LogPacker logPacker) {}
}

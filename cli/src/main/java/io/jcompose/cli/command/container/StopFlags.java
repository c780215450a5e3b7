package io.jcompose.cli.command.container;

import io.jcompose.engine.container.ContainerState;
import io.jcompose.engine.container.Containers;
import io.jcompose.engine.container.Deafness;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How a container is ended: what {@code stop} and {@code restart} take alike. */
final class StopFlags {
    @Option(
            names = {"-s", "--signal"},
            paramLabel = "SIGNAL",
            description = "Signal to send to the container")
    @Nullable
    String signal;

    @Option(
            names = {"-t", "--timeout", "--time"},
            paramLabel = "SECONDS",
            description = "Seconds to wait before killing the container; -1: no limit")
    @Nullable
    Integer timeout;

    /** @return a warning, if it had to be killed for want of a handler */
    Optional<String> stop(Containers containers, String name) {
        return end(containers, name, containers::stop);
    }

    /** As {@link #stop}. */
    Optional<String> restart(Containers containers, String name) {
        return end(containers, name, containers::restart);
    }

    /** {@link Containers#stop} or {@link Containers#restart}. */
    private interface Ending {
        Optional<ContainerState.Exit> end(String name, Optional<String> signal, Optional<Duration> grace);
    }

    private Optional<String> end(Containers containers, String name, Ending ending) {
        Optional<String> wanted = Optional.ofNullable(signal);
        Optional<Duration> grace = Optional.ofNullable(timeout).map(Duration::ofSeconds);
        Optional<Deafness> deaf = containers.find(name).flatMap(container -> Deafness.of(container, wanted, grace));
        Optional<ContainerState.Exit> exit = ending.end(name, wanted, grace);
        return deaf.flatMap(known -> exit.flatMap(known::after))
                .map(what -> what + "; make it with --init or with a shorter --stop-timeout");
    }
}

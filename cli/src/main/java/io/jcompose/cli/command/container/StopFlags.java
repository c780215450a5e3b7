package io.jcompose.cli.command.container;

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

    Optional<String> signal() {
        return Optional.ofNullable(signal);
    }

    Optional<Duration> grace() {
        return Optional.ofNullable(timeout).map(Duration::ofSeconds);
    }
}

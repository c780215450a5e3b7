package io.jcompose.compose.apply;

import io.jcompose.engine.container.Container;
import io.jcompose.engine.container.ContainerState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Finds first processes on which a stop signal is lost: the kernel does not deliver SIGTERM to the first process of a pid namespace that has set no
 * handler for it (pid_namespaces(7)), so that stopping such a container always takes the whole grace time.
 */
final class Deafness {
    private static final int SIGTERM = 15;
    private static final Duration GRACE = Duration.ofSeconds(10);
    private static final Duration WORTH_A_WORD = Duration.ofSeconds(2);

    private Deafness() {}

    /** What to tell the user after the stop; empty when the signal will be heard, or the wait is short. */
    static Optional<String> of(Container container, Optional<Duration> timeout) {
        Duration grace =
                timeout.or(() -> container.spec().supervision().stopTimeout()).orElse(GRACE);
        boolean ordinary = container.spec().supervision().stopSignal().isEmpty()
                && container.spec().isolation().namespaces().pid().isEmpty()
                && !container.spec().process().init();
        if (!ordinary
                || grace.compareTo(WORTH_A_WORD) < 0
                || !(container.state() instanceof ContainerState.Running running)
                || hears(running.pid())) {
            return Optional.empty();
        }
        return Optional.of("container \"" + container.name()
                + "\" could not hear SIGTERM, because its first process has no handler for it, and was "
                + "killed after " + grace.toSeconds() + " s; set `init: true` or a shorter `stop_grace_period`");
    }

    private static boolean hears(int pid) {
        try {
            for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/status"))) {
                if (line.startsWith("SigCgt:")) {
                    long caught = Long.parseUnsignedLong(
                            line.substring("SigCgt:".length()).strip(), 16);
                    return (caught >> (SIGTERM - 1) & 1) == 1;
                }
            }
        } catch (IOException _) {
            // It has ended meanwhile.
            return true;
        }
        return true;
    }
}

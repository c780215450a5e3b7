package io.jcompose.engine.container;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * A first process on which a stop signal is lost: the kernel does not deliver SIGTERM to the first process of a pid namespace that has set no handler for it
 * (pid_namespaces(7)), so that stopping such a container always takes the whole grace time. Looked for before a container is stopped.
 */
public record Deafness(String container, Duration grace) {
    private static final int SIGTERM = 15;
    private static final Duration WORTH_A_WORD = Duration.ofSeconds(2);
    private static final int KILLED = 137;

    /**
     * Empty when the signal will be heard, or the wait is short.
     *
     * @param signal as for {@link Containers#stop}
     * @param grace as for {@link Containers#stop}
     */
    public static Optional<Deafness> of(Container container, Optional<String> signal, Optional<Duration> grace) {
        Duration patience =
                grace.or(() -> container.spec().supervision().stopTimeout()).orElse(Stopping.DEFAULT_GRACE);
        if (!(container.state() instanceof ContainerState.Running running)
                || patience.compareTo(WORTH_A_WORD) < 0
                || !isFirstOfItsNamespace(container)
                || !isTerminate(signal.or(() -> container.spec().supervision().stopSignal()))
                || hears(running.pid())) {
            return Optional.empty();
        }
        return Optional.of(new Deafness(container.name(), patience));
    }

    private static boolean isFirstOfItsNamespace(Container container) {
        return container.spec().isolation().namespaces().pid().isEmpty()
                && !container.spec().process().init();
    }

    private static boolean isTerminate(Optional<String> signal) {
        return signal.map(wanted -> Signals.number(wanted) == SIGTERM).orElse(true);
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

    /** What to tell the user when it has been stopped so; empty when it was not killed in the end. */
    public Optional<String> after(ContainerState.Exit exit) {
        return exit.code() != KILLED
                ? Optional.empty()
                : Optional.of("container \"" + container
                        + "\" could not hear SIGTERM, because its first process has no handler for it, and was "
                        + "killed after " + grace.toSeconds() + " s");
    }
}

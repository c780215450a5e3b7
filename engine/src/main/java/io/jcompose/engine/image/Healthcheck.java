package io.jcompose.engine.image;

import java.time.Duration;
import java.util.List;

/**
 * A health probe. The test's first word says its form: {@code NONE}, {@code CMD} or {@code CMD-SHELL}; an empty test inherits the image's.
 * Docker's defaults are in {@link #DEFAULTS}; a duration of zero means "the default".
 */
public record Healthcheck(
        List<String> test,
        Duration interval,
        Duration timeout,
        Duration startPeriod,
        Duration startInterval,
        int retries) {
    public static final Healthcheck DEFAULTS = new Healthcheck(
            List.of(), Duration.ofSeconds(30), Duration.ofSeconds(30), Duration.ZERO, Duration.ofSeconds(5), 3);

    public Healthcheck {
        test = List.copyOf(test);
    }

    public boolean disabled() {
        return !test.isEmpty() && test.getFirst().equals("NONE");
    }
}

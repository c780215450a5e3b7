package io.jcompose.engine.container;

import io.jcompose.engine.image.Healthcheck;
import io.jcompose.error.JcomposeException;
import io.jcompose.error.JcomposeException.Kind;
import java.time.Duration;

/** Refuses health checks more often than a machine can do them, in docker's words (moby daemon/container.go, validateHealthCheck). */
final class ProbeTimes {
    private static final Duration SHORTEST = Duration.ofMillis(1);

    private ProbeTimes() {}

    static void check(Healthcheck healthcheck) {
        check("Interval", healthcheck.interval());
        check("Timeout", healthcheck.timeout());
        check("StartPeriod", healthcheck.startPeriod());
        check("StartInterval", healthcheck.startInterval());
    }

    /** Zero is the usual one. */
    private static void check(String name, Duration time) {
        if (!time.isZero() && time.compareTo(SHORTEST) < 0) {
            throw new JcomposeException(
                    Kind.INVALID, name + " in Healthcheck cannot be less than 1ms", "write it as 10s, or leave it out");
        }
    }
}

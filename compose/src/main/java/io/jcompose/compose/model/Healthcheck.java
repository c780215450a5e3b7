package io.jcompose.compose.model;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A service's health check; absent members are the image's or the defaults (30s, 30s, 3, 0s, 5s).
 *
 * @param test begins with CMD, CMD-SHELL or NONE
 * @param disabled no check at all, not even the image's
 */
public record Healthcheck(
        Optional<List<String>> test,
        Optional<Duration> interval,
        Optional<Duration> timeout,
        Optional<Duration> startPeriod,
        Optional<Duration> startInterval,
        Optional<Integer> retries,
        boolean disabled) {
    public Healthcheck {
        test = test.map(List::copyOf);
    }
}

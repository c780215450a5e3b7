package io.jcompose.engine.registry;

import io.jcompose.error.JcomposeException;
import java.time.Duration;

/**
 * How often something that failed on the way is tried again, and how long before the first of these; the pause doubles each time.
 *
 * @param attempts in a row without any progress
 */
public record Retries(int attempts, Duration firstPause) {
    public static final Retries DEFAULT = new Retries(5, Duration.ofMillis(300));

    /** Waits before the try of that number; 1 is the first repetition. */
    void pause(int repetition) {
        try {
            Thread.sleep(firstPause.multipliedBy(1L << Math.min(repetition - 1, 6)));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new JcomposeException(JcomposeException.Kind.INTERRUPTED, "the pull was interrupted", "", e);
        }
    }
}

package io.jcompose.engine.container;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class BackPressureTest {
    private final BackPressure pressure = new BackPressure();
    private final AtomicBoolean paused = new AtomicBoolean();

    @Test
    void holdsUntilItIsReleased() {
        pressure.on(() -> paused.set(true), () -> paused.set(false));

        pressure.holdWhen(() -> false);
        assertThat(paused).isFalse();

        pressure.holdWhen(() -> true);
        assertThat(paused).isTrue();

        pressure.release();
        assertThat(paused).isFalse();
    }

    @Test
    void holdsAStreamThatComesLater() {
        pressure.holdWhen(() -> true);

        pressure.on(() -> paused.set(true), () -> paused.set(false));

        assertThat(paused).isTrue();
    }

    /** The sender catches up between the look at it and the pause; what it releases is not held yet. */
    @Test
    void holdsNothingWhoseSenderHasCaughtUpMeanwhile() {
        pressure.on(() -> paused.set(true), () -> paused.set(false));
        AtomicBoolean behind = new AtomicBoolean(true);

        pressure.holdWhen(() -> {
            boolean seen = behind.getAndSet(false);
            pressure.release();
            return seen;
        });

        assertThat(paused).isFalse();
    }
}

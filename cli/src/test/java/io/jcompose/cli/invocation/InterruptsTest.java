package io.jcompose.cli.invocation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class InterruptsTest {
    private static final int SIGHUP = 1;
    private static final int SIGINT = 2;

    private final Interrupts interrupts = new Interrupts(() -> {});

    /** The tests' own thread is the command's. */
    @AfterEach
    void clear() {
        Thread.interrupted();
    }

    @Test
    void aCommandThatASignalEndsHasTheCodeOfThatSignal() {
        assertThat(interrupts.exitCode()).isZero();
        interrupts.signal(SIGINT);
        assertThat(interrupts.exitCode()).isEqualTo(130);
        interrupts.signal(SIGHUP);
        assertThat(interrupts.exitCode()).isEqualTo(129);
    }

    @Test
    void whoseTerminalHangsUpHasGoneUnlessSomebodyListens() {
        interrupts.runs(Thread.currentThread());
        try (Interrupts.Listening listening =
                interrupts.listen(signal -> assertThat(signal).isEqualTo(SIGHUP))) {
            interrupts.signal(SIGHUP);
            assertThat(interrupts.isCallerGone()).isFalse();
            assertThat(Thread.currentThread().isInterrupted()).isFalse();
        }
        interrupts.signal(SIGHUP);
        assertThat(interrupts.isCallerGone()).isTrue();
        assertThat(Thread.interrupted()).isTrue();
    }
}

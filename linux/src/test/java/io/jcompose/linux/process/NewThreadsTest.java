package io.jcompose.linux.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.jcompose.linux.Errno;
import io.jcompose.linux.LinuxException;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** What the JDK does where the kernel refuses one is shown by ThreadsScenario. */
final class NewThreadsTest {
    private static final String REFUSED =
            "unable to create native thread: possibly out of memory or process/resource limits reached";
    private static final String HEAP = "Java heap space";

    @Test
    void aRefusedThreadIsTheErrorOfACall() {
        assertThatExceptionOfType(LinuxException.class)
                .isThrownBy(() -> NewThreads.begin("a reader", () -> {
                    throw new OutOfMemoryError(REFUSED);
                }))
                .withMessageContaining("pthread_create a reader")
                .matches(e -> e.errno() == Errno.EAGAIN)
                .matches(NewThreads::areRefused);
    }

    @Test
    void aRefusalInAnInitializerIsOneToo() {
        assertThatExceptionOfType(LinuxException.class)
                .isThrownBy(() -> NewThreads.begin("a class", () -> {
                    throw new ExceptionInInitializerError(new OutOfMemoryError(REFUSED));
                }));
    }

    @Test
    void aWantOfHeapIsLeftAsItIs() {
        assertThatExceptionOfType(OutOfMemoryError.class)
                .isThrownBy(() -> NewThreads.begin("a reader", () -> {
                    throw new OutOfMemoryError(HEAP);
                }))
                .withMessage(HEAP);
        assertThat(NewThreads.areRefused(new OutOfMemoryError(HEAP))).isFalse();
    }

    @Test
    void aRefusalIsSeenBehindWhatItCaused() {
        assertThat(NewThreads.areRefused(new IllegalStateException(new IOException(new OutOfMemoryError(REFUSED)))))
                .isTrue();
        assertThat(NewThreads.areRefused(new LinuxException(Errno.EAGAIN, "read", "a file")))
                .isFalse();
    }
}

package io.jcompose.engine.build.step;

import static org.assertj.core.api.Assertions.assertThat;

import io.jcompose.linux.file.Descriptors;
import io.jcompose.linux.poll.Poller;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class StepOutputTest {
    /** More pieces than are kept waiting; each is read by itself, since the next is written a moment later. */
    private static final int PIECES = 400;

    @Test
    @Timeout(20)
    void theEndOfOneStreamDoesNotHoldUpTheOtherOne() throws InterruptedException {
        try (Poller poller = Poller.open("step-output");
                StepOutput output = new StepOutput(poller, 0, 0)) {
            for (int i = 0; i < PIECES; i++) {
                Descriptors.write(output.stdout(), new byte[] {'x'}, 0, 1);
                TimeUnit.MILLISECONDS.sleep(1);
            }
            output.started();
            TimeUnit.MILLISECONDS.sleep(100); // stderr's end is read now, stdout still waits
            ByteArrayOutputStream read = new ByteArrayOutputStream();
            output.passOn((stderr, bytes) -> read.writeBytes(bytes));
            assertThat(read.toString(StandardCharsets.UTF_8)).isEqualTo("x".repeat(PIECES));
        }
    }
}

package io.jcompose.engine.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jcompose.linux.file.Descriptors;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class InputStreamsTest {
    @TempDir
    Path directory;

    @Test
    void whatIsWrittenToAFifoIsRead() throws Exception {
        Path fifo = directory.resolve("fifo");
        Descriptors.makeFifo(fifo.toString(), 0600);
        try (RandomAccessFile reader = new RandomAccessFile(fifo.toFile(), "rw")) {
            InputStreams.Stream input = InputStreams.Stream.to(fifo);
            input.write("typed".getBytes(StandardCharsets.UTF_8));
            byte[] read = new byte[5];
            reader.readFully(read);
            assertThat(read).asString(StandardCharsets.UTF_8).isEqualTo("typed");
            input.close();
        }
    }

    /** Whoever attached to a container just when it ended waited for a reader for ever. */
    @Test
    @Timeout(value = 10, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void aFifoThatNobodyReadsIsOpenedAtOnceAndRefusesWhatIsWritten() throws Exception {
        Path fifo = directory.resolve("fifo");
        Descriptors.makeFifo(fifo.toString(), 0600);
        InputStreams.Stream input = InputStreams.Stream.to(fifo);
        assertThatThrownBy(() -> input.write(new byte[] {1})).hasMessage("the process no longer reads its input");
        input.close();
    }
}

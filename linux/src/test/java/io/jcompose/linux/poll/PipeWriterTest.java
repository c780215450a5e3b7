package io.jcompose.linux.poll;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.jcompose.linux.LinuxException;
import io.jcompose.linux.file.Descriptors;
import io.jcompose.linux.file.Open;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class PipeWriterTest {
    /** More than a pipe holds. */
    private static final byte[] MUCH = new byte[1 << 20];

    private final Poller poller = Poller.open("writer-test");
    private final List<PipeWriter> writers = new ArrayList<>();

    @TempDir
    private Path directory;

    @AfterEach
    void close() {
        writers.forEach(PipeWriter::close);
        poller.close();
    }

    private String fifo(String name) {
        String path = directory.resolve(name).toString();
        Descriptors.makeFifo(path, 0600);
        return path;
    }

    private PipeWriter writer(String fifo) {
        PipeWriter writer = PipeWriter.open(poller, fifo);
        writers.add(writer);
        return writer;
    }

    private static CompletableFuture<Thread> writing(PipeWriter writer) {
        CompletableFuture<Thread> begun = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> {
            try {
                begun.complete(Thread.currentThread());
                writer.write(MUCH);
            } catch (InterruptedException | LinuxException e) {
                begun.obtrudeException(e);
            }
        });
        return begun;
    }

    @Test
    void whatIsWrittenIsReadHoweverMuchItIs() throws Exception {
        String fifo = fifo("f");
        try (RandomAccessFile reader = new RandomAccessFile(fifo, "rw")) {
            PipeWriter writer = writer(fifo);
            writer.write("typed".getBytes(StandardCharsets.UTF_8));
            byte[] read = new byte[5];
            reader.readFully(read);
            assertThat(read).asString(StandardCharsets.UTF_8).isEqualTo("typed");

            CompletableFuture<Thread> writing = writing(writer);
            reader.readFully(new byte[MUCH.length]);
            assertThat(writing.get().join(Duration.ofSeconds(10))).isTrue();
            assertThat(writing).isNotCompletedExceptionally();
        }
    }

    /** Whoever attached to a container just when it ended waited for a reader for ever. */
    @Test
    void aFifoThatNobodyReadsIsOpenedAtOnceAndRefusesWhatIsWritten() {
        PipeWriter writer = writer(fifo("f"));
        assertThatThrownBy(() -> writer.write(new byte[] {1})).hasMessageContaining("EPIPE");
    }

    @Test
    void whoWaitsForAReaderIsRefusedWhenThatGoes() throws Exception {
        String fifo = fifo("f");
        int reader = Descriptors.open(fifo, Open.RDONLY | Open.NONBLOCK);
        CompletableFuture<Thread> writing = writing(writer(fifo));
        Thread thread = writing.get();
        await().until(() -> thread.getState() == Thread.State.WAITING);
        Descriptors.close(reader);
        assertThat(thread.join(Duration.ofSeconds(10))).isTrue();
        assertThat(writing.exceptionNow()).hasMessageContaining("EPIPE");
    }

    @Test
    void whoWaitsForAReaderIsRefusedWhenItIsClosed() throws Exception {
        String fifo = fifo("f");
        try (RandomAccessFile _ = new RandomAccessFile(fifo, "rw")) {
            PipeWriter writer = writer(fifo);
            CompletableFuture<Thread> writing = writing(writer);
            Thread thread = writing.get();
            await().until(() -> thread.getState() == Thread.State.WAITING);
            writer.close();
            assertThat(thread.join(Duration.ofSeconds(10))).isTrue();
            assertThat(writing.exceptionNow()).hasMessageContaining("EPIPE");
        }
    }

    @Test
    void whoWaitsForAReaderCanBeInterrupted() throws Exception {
        String fifo = fifo("f");
        try (RandomAccessFile _ = new RandomAccessFile(fifo, "rw")) {
            CompletableFuture<Thread> writing = writing(writer(fifo));
            Thread thread = writing.get();
            await().until(() -> thread.getState() == Thread.State.WAITING);
            thread.interrupt();
            assertThat(thread.join(Duration.ofSeconds(10))).isTrue();
            assertThat(writing.exceptionNow()).isInstanceOf(InterruptedException.class);
        }
    }

    /** A virtual thread that waits in write(2) keeps a thread of the machine; that many more than there are would stop all others. */
    @Test
    void whoWaitsForAReaderHoldsUpNobodyElse() throws Exception {
        List<RandomAccessFile> readers = new ArrayList<>();
        try {
            List<Thread> waiting = new ArrayList<>();
            for (int i : IntStream.range(0, 4 * Runtime.getRuntime().availableProcessors())
                    .toArray()) {
                String fifo = fifo("f" + i);
                readers.add(new RandomAccessFile(fifo, "rw"));
                waiting.add(writing(writer(fifo)).get());
            }
            await().until(() -> waiting.stream().allMatch(thread -> thread.getState() == Thread.State.WAITING));
            assertThat(Thread.ofVirtual().start(() -> {}).join(Duration.ofSeconds(10)))
                    .isTrue();
        } finally {
            for (RandomAccessFile reader : readers) {
                reader.close();
            }
        }
    }
}

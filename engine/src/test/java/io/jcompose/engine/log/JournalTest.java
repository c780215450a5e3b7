package io.jcompose.engine.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.jcompose.engine.container.ContainerId;
import io.jcompose.engine.container.Logs;
import io.jcompose.engine.container.MergedLogs;
import io.jcompose.linux.file.Descriptors;
import io.jcompose.linux.file.Pipe;
import io.jcompose.linux.poll.PlacedReader;
import io.jcompose.linux.poll.Poller;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A kill is an object that is dropped in the middle: what another one makes of the same files is what the next engine would. */
class JournalTest {
    @TempDir
    Path directory;

    private final Pipe pipe = Pipe.open();
    private final Poller poller = Poller.open("test");
    private Path file;
    private final LogPacker packer = new LogPacker();

    private static final JournaledLog.Listener DEAF = new JournaledLog.Listener() {
        @Override
        public void written(Stream stream, byte[] bytes) {
            // these tests look at the file
        }

        @Override
        public void failed(IOException failure) {
            throw new AssertionError(failure);
        }
    };

    @BeforeEach
    void unblock() {
        Descriptors.setBlocking(pipe.readEnd(), false);
        file = directory.resolve("x-json.log");
    }

    @AfterEach
    void close() {
        packer.close();
        poller.close();
        Descriptors.close(pipe.readEnd());
        Descriptors.close(pipe.writeEnd());
    }

    private void say(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        Descriptors.write(pipe.writeEnd(), bytes, 0, bytes.length);
    }

    private LogWriter writer() throws IOException {
        return new LogWriter(file, Rotation.DEFAULT, "", new LogClock(Clock.systemUTC()), packer);
    }

    private Journal journal(LogWriter writer) {
        return new Journal(directory.resolve("stdout.journal"), Stream.STDOUT, writer, DEAF);
    }

    private List<String> lines() {
        List<String> lines = new ArrayList<>();
        new MergedLogs(
                        reference -> new ContainerId("a".repeat(64)),
                        id -> file,
                        id -> Map.of(),
                        id -> false,
                        new LogActivity(new LogClock(Clock.systemUTC())))
                .read(List.of("x"), Logs.Query.ALL, line -> lines.add(new String(line.text(), StandardCharsets.UTF_8)));
        return lines;
    }

    private void takeRest() throws IOException {
        try (JournaledLog log = new JournaledLog(writer(), directory, DEAF);
                PlacedReader reader = log.read(poller, pipe.readEnd(), Stream.STDOUT)) {
            reader.drain();
        }
    }

    @Test
    void aKillBeforeTheReadLeavesTheBytesInThePipe() throws IOException {
        say("one\n");
        journal(writer()).place(4);
        takeRest();
        assertThat(lines()).containsExactly("one");
    }

    @Test
    void aKillAfterTheReadAndBeforeTheLogIsMadeGood() throws IOException {
        say("one\ntwo\n");
        long address = journal(writer()).place(8);
        assertThat(Descriptors.read(pipe.readEnd(), address, 8)).isEqualTo(8);
        takeRest();
        assertThat(lines()).containsExactly("one", "two");
    }

    @Test
    void aKillWhileTheLogIsWrittenLosesAndRepeatsNothing() throws IOException {
        say("zero\n");
        takeRest();
        byte[] before = Files.readAllBytes(file);
        LogWriter writer = writer();
        Journal journal =
                new Journal(directory.resolve("stdout.journal"), Stream.STDOUT, writer, new JournaledLog.Listener() {
                    @Override
                    public void written(Stream stream, byte[] bytes) {
                        throw new AssertionError("not reached");
                    }

                    @Override
                    public void failed(IOException failure) {
                        throw new IllegalStateException("killed here", failure);
                    }
                });
        say("one\ntwo\n");
        long address = journal.place(8);
        Descriptors.read(pipe.readEnd(), address, 8);
        // a closed channel stands for the kill: the state says WRITING and the batch is not in the log
        writer.close();
        try {
            journal.taken(8);
        } catch (IllegalStateException e) {
            assertThat(e).hasMessage("killed here");
        }
        // half of the batch had reached the file
        Files.write(
                file,
                "{\"log\":\"one\\n\",\"stream\":\"stdout\",\"time\":\"2026-01-02T03:04:05.000000001Z\"}\n{\"log\":\"tw"
                        .getBytes(StandardCharsets.UTF_8),
                StandardOpenOption.APPEND);
        takeRest();
        assertThat(Files.readAllBytes(file)).startsWith(before);
        assertThat(lines()).containsExactly("zero", "one", "two");
    }

    @Test
    void aBegunLineGoesOnInTheNextEngine() throws IOException {
        say("begun ");
        takeRest();
        assertThat(lines()).isEmpty();
        say("and ended\n");
        takeRest();
        assertThat(lines()).containsExactly("begun and ended");
    }

    @Test
    void whatIsWrittenWhileNobodyReadsWaitsInThePipe() throws IOException {
        try (JournaledLog log = new JournaledLog(writer(), directory, DEAF);
                PlacedReader reader = log.read(poller, pipe.readEnd(), Stream.STDOUT)) {
            say("polled\n");
            Awaitility.await().until(() -> lines().equals(List.of("polled")));
        }
        say("later\n");
        takeRest();
        assertThat(lines()).containsExactly("polled", "later");
    }
}

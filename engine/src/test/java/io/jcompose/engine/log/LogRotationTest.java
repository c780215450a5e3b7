package io.jcompose.engine.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.jcompose.linux.file.Descriptors;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.random.RandomGenerator;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogRotationTest {
    private static final Rotation SMALL = new Rotation(2_000, 400, true);

    @TempDir
    Path directory;

    private Path file;
    private final LogPacker packer = new LogPacker();

    @BeforeEach
    void name() {
        file = directory.resolve("x-json.log");
    }

    @AfterEach
    void close() {
        packer.close();
    }

    private LogWriter writer(Rotation rotation) throws IOException {
        return new LogWriter(file, rotation, "", new LogClock(Clock.systemUTC()), packer);
    }

    private static void write(LogWriter writer, int number) throws IOException {
        byte[] line = ("line " + number + "\n").getBytes(StandardCharsets.UTF_8);
        writer.write(Stream.STDOUT, line, line.length);
        writer.rotateWhenFull();
    }

    private List<Integer> numbers() throws IOException {
        List<Integer> numbers = new ArrayList<>();
        try (LogCursor cursor = new LogCursor(file, Long.MIN_VALUE)) {
            while (cursor.peek().isPresent()) {
                String text = new String(cursor.take().content(), StandardCharsets.UTF_8);
                numbers.add(Integer.parseInt(text.substring("line ".length())));
            }
        }
        return numbers;
    }

    private static List<Integer> from(int first, int count) {
        return java.util.stream.IntStream.range(first, first + count).boxed().toList();
    }

    private Path aside(String ending) {
        return directory.resolve("x-json.log" + ending);
    }

    /** A fifo that nobody reads stands for a disk that takes its time: who compresses waits, who writes does not. */
    @Test
    void nobodyWaitsForCompression() throws IOException {
        try (LogWriter writer = writer(SMALL)) {
            Descriptors.makeFifo(aside(".packing").toString(), 0600);
            for (int i = 0; i < 500; i++) {
                write(writer, i);
            }
            assertThat(numbers()).isEqualTo(from(0, 500));
            assertThat(aside(".2")).exists();
            try (var released = Files.newInputStream(aside(".packing"))) {
                released.transferTo(java.io.OutputStream.nullOutputStream());
            }
        }
    }

    @Test
    void whatWasPutAsideIsPackedUnderTheNumberThatItHasThen() throws IOException {
        try (LogWriter writer = writer(SMALL)) {
            for (int i = 0; i < 2_000; i++) {
                write(writer, i);
            }
        }
        Awaitility.await().until(() -> plainAsides().isEmpty());
        assertThat(numbers()).isEqualTo(from(0, 2_000));
    }

    /** A directory in its place stands for whatever keeps the next file from being made: no descriptor, no inode. */
    @Test
    void aLogWhoseNextFileCannotBeMadeGoesOnInTheOneThatIsThere() throws IOException {
        try (LogWriter writer = writer(SMALL)) {
            Files.createDirectory(aside(".next"));
            int failures = 0;
            for (int i = 0; i < 500; i++) {
                try {
                    write(writer, i);
                } catch (IOException notRotated) {
                    failures++;
                }
            }
            assertThat(failures).isPositive();
            assertThat(plainAsides()).isEmpty();
            Files.delete(aside(".next"));
            for (int i = 500; i < 1_000; i++) {
                write(writer, i);
            }
            assertThat(numbers()).isEqualTo(from(0, 1_000));
            assertThat(writer.size()).isLessThan(SMALL.maxSize());
        }
    }

    private List<Path> plainAsides() throws IOException {
        List<Path> plain = new ArrayList<>();
        try (var entries = Files.newDirectoryStream(directory, "x-json.log.*[0-9]")) {
            entries.forEach(plain::add);
        }
        return plain;
    }

    /** Of one line each, so that there is always one that is being renamed, and then packed, when the directory is looked at. */
    @Test
    void aReaderMissesNoFileThatGetsTwoNamesWhileItLooks() throws Exception {
        for (int log = 0; log < 20; log++) {
            file = directory.resolve("x" + log + "-json.log");
            readWhileWritten(new Rotation(1, 400, true), 100);
        }
    }

    @Test
    void aReaderSeesEachLineOnceWhileFilesAreRenamedAndPacked() throws Exception {
        readWhileWritten(SMALL, 6_000);
    }

    private void readWhileWritten(Rotation rotation, int lines) throws Exception {
        AtomicBoolean done = new AtomicBoolean();
        Thread writing = Thread.ofPlatform().start(() -> {
            try (LogWriter writer = writer(rotation)) {
                for (int i = 0; i < lines; i++) {
                    write(writer, i);
                }
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            } finally {
                done.set(true);
            }
        });
        while (!done.get()) {
            List<Integer> seen = numbers();
            assertThat(seen).isEqualTo(from(0, seen.size()));
        }
        writing.join();
        assertThat(numbers()).isEqualTo(from(0, lines));
    }

    @Test
    void aKillBetweenTheRenamesLeavesAGapThatIsFilledWithoutLosingTheOldest() throws IOException {
        Rotation three = new Rotation(2_000, 3, false);
        try (LogWriter writer = writer(three)) {
            for (int i = 0; i < 40; i++) {
                write(writer, i);
            }
        }
        List<Integer> before = numbers();
        // .1 has become .2 already, the current file is not yet .1
        Files.move(aside(".1"), aside(".2"), StandardCopyOption.REPLACE_EXISTING);
        assertThat(numbers()).isEqualTo(before);
        try (LogWriter writer = writer(three)) {
            for (int i = 40; i < 60; i++) {
                write(writer, i);
            }
        }
        assertThat(numbers()).isEqualTo(from(0, 60));
    }

    @Test
    void aKillWhilePackingLosesAndRepeatsNothing() throws IOException {
        try (LogWriter writer = writer(new Rotation(2_000, 5, false))) {
            for (int i = 0; i < 60; i++) {
                write(writer, i);
            }
        }
        // half-made, and made but the plain one not yet deleted
        Files.writeString(aside(".packing"), "half");
        Files.writeString(aside(".1.gz"), "not looked at: the plain one is there");
        assertThat(numbers()).isEqualTo(from(0, 60));
        try (LogWriter writer = writer(new Rotation(2_000, 5, true))) {
            write(writer, 60);
            Awaitility.await().until(() -> plainAsides().isEmpty());
        }
        assertThat(aside(".packing")).doesNotExist();
        assertThat(numbers()).isEqualTo(from(0, 61));
    }

    /** A process of its own that writes until it is killed, wherever it is at that moment. */
    static final class Writing {
        public static void main(String[] args) throws IOException {
            int next = Integer.parseInt(args[1]);
            try (LogPacker packer = new LogPacker();
                    LogWriter writer =
                            new LogWriter(Path.of(args[0]), SMALL, "", new LogClock(Clock.systemUTC()), packer)) {
                while (true) {
                    write(writer, next);
                    System.out.println(next++);
                }
            }
        }
    }

    @Test
    void aKillAtAnyMomentLosesAndRepeatsNoLine() throws Exception {
        RandomGenerator random = RandomGenerator.getDefault();
        int next = 0;
        for (int kill = 0; kill < 8; kill++) {
            int acknowledged = writeUntilKilled(next, random.nextInt(1, 400));
            List<Integer> there = numbers();
            assertThat(there).isEqualTo(from(0, there.size()));
            assertThat(there.size()).isGreaterThan(acknowledged);
            next = there.size();
        }
    }

    private int writeUntilKilled(int first, int lines) throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Writing.class.getName(),
                        file.toString(),
                        Integer.toString(first))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        int last = -1;
        try (BufferedReader said = process.inputReader()) {
            for (int i = 0; i < lines; i++) {
                last = Integer.parseInt(said.readLine());
            }
            process.destroyForcibly().waitFor();
        } finally {
            process.destroyForcibly();
        }
        return last;
    }
}

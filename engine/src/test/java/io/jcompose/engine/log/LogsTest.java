package io.jcompose.engine.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.jcompose.engine.container.ContainerId;
import io.jcompose.engine.container.Logs;
import io.jcompose.engine.container.Logs.Query;
import io.jcompose.engine.container.MergedLogs;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogsTest {
    private static final ContainerId WEB = new ContainerId("a".repeat(64));
    private static final ContainerId DB = new ContainerId("b".repeat(64));

    @TempDir
    Path directory;

    /** Stands still, so that only the log's own rule makes times grow. */
    private final LogClock clock =
            new LogClock(Clock.fixed(Instant.parse("2026-01-02T03:04:05.678901234Z"), ZoneOffset.UTC));

    private final LogActivity activity = new LogActivity(clock);
    private final LogPacker packer = new LogPacker();
    private final AtomicBoolean running = new AtomicBoolean();
    private final Map<ContainerId, Path> files = new LinkedHashMap<>();

    @AfterEach
    void stopPacking() {
        packer.close();
    }

    private LogWriter writer(ContainerId id, Rotation settings) throws IOException {
        Path file = directory.resolve(id.value() + "-json.log");
        files.put(id, file);
        return new LogWriter(file, settings, "", clock, packer);
    }

    private Logs logs() {
        return new MergedLogs(
                reference -> reference.equals("web") ? WEB : DB,
                id -> files.getOrDefault(id, directory.resolve("none")),
                id -> Map.of(),
                id -> running.get(),
                activity);
    }

    private List<String> read(Query query, String... references) {
        List<String> lines = new ArrayList<>();
        logs().read(List.of(references), query, line -> lines.add(text(line)));
        return lines;
    }

    private static String text(Logs.Line line) {
        return new String(line.text(), StandardCharsets.UTF_8);
    }

    private static void write(LogWriter writer, Stream stream, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        writer.write(stream, bytes, bytes.length);
        writer.rotateWhenFull();
    }

    @Test
    void writesDockersLayout() throws IOException {
        try (LogWriter web = writer(WEB, Rotation.DEFAULT)) {
            write(web, Stream.STDERR, "a \"b\" \\ \t\u00e9\u0001\n");
        }
        assertThat(Files.readString(files.get(WEB)))
                .startsWith(
                        "{\"log\":\"a \\\"b\\\" \\\\ \\t\u00e9\\u0001\\n\",\"stream\":\"stderr\",\"time\":\"2026-01-02T03:04:05.6789012")
                .endsWith("Z\"}\n");
    }

    @Test
    void readsBackWhatWasWrittenWhateverTheBytesAndTheirPieces() throws IOException {
        try (LogWriter web = writer(WEB, Rotation.DEFAULT)) {
            write(web, Stream.STDOUT, "one\ntw");
            write(web, Stream.STDOUT, "o\n\nthree \u20ac \ud83d\ude00\n");
            web.write(Stream.STDOUT, new byte[] {(byte) 0xff, 'x', '\n'}, 3);
            write(web, Stream.STDOUT, "no end");
            web.finishLines();
        }
        assertThat(read(Query.ALL, "web"))
                .containsExactly("one", "two", "", "three \u20ac \ud83d\ude00", "\ufffdx", "no end");
    }

    @Test
    void cutsEndlessLinesInPiecesOfSixteenKilobytes() throws IOException {
        String endless = "x".repeat(40_000);
        try (LogWriter web = writer(WEB, Rotation.DEFAULT)) {
            write(web, Stream.STDOUT, endless + "\n");
        }
        List<Boolean> terminated = new ArrayList<>();
        StringBuilder all = new StringBuilder();
        logs().read(List.of("web"), Query.ALL, line -> {
            terminated.add(line.terminated());
            all.append(text(line));
        });
        assertThat(all.toString()).isEqualTo(endless);
        assertThat(terminated).containsExactly(false, false, true);
    }

    @Test
    void mergesInTheOrderOfWritingEvenWhenTheClockStandsStill() throws IOException {
        try (LogWriter web = writer(WEB, Rotation.DEFAULT);
                LogWriter db = writer(DB, Rotation.DEFAULT)) {
            for (int i = 0; i < 100; i++) {
                write(i % 3 == 0 ? db : web, i % 2 == 0 ? Stream.STDOUT : Stream.STDERR, i + "\n");
            }
        }
        assertThat(read(Query.ALL, "web", "db"))
                .hasSize(100)
                .isSortedAccordingTo((a, b) -> Integer.compare(Integer.parseInt(a), Integer.parseInt(b)));
    }

    @Test
    void rotatesAndCompressesAndStillReadsAllThatIsKept() throws IOException {
        Rotation small = new Rotation(2_000, 3, true);
        try (LogWriter web = writer(WEB, small)) {
            for (int i = 0; i < 100; i++) {
                write(web, Stream.STDOUT, "line " + i + "\n");
            }
        }
        Awaitility.await()
                .until(() -> Files.exists(directory.resolve(WEB.value() + "-json.log.1.gz"))
                        && Files.exists(directory.resolve(WEB.value() + "-json.log.2.gz")));
        assertThat(directory.resolve(WEB.value() + "-json.log.3.gz")).doesNotExist();
        List<String> kept = read(Query.ALL, "web");
        assertThat(kept.getLast()).isEqualTo("line 99");
        assertThat(kept).hasSizeGreaterThan(40).doesNotHaveDuplicates();
        int first = Integer.parseInt(kept.getFirst().substring(5));
        assertThat(kept).hasSize(100 - first);
    }

    @Test
    void tailCountsOverRotatedFiles() throws IOException {
        Rotation small = new Rotation(1_000, 5, true);
        try (LogWriter web = writer(WEB, small)) {
            for (int i = 0; i < 50; i++) {
                write(web, Stream.STDOUT, "line " + i + "\n");
            }
        }
        for (long count : new long[] {0, 1, 2, 9, 10, 11, 25}) {
            Query tail = new Query(Optional.of(count), Optional.empty(), Optional.empty(), false);
            List<String> lines = read(tail, "web");
            assertThat(lines).hasSize((int) count);
            if (count > 0) {
                assertThat(lines.getFirst()).isEqualTo("line " + (50 - count));
                assertThat(lines.getLast()).isEqualTo("line 49");
            }
        }
    }

    @Test
    void sinceAndUntilCutByTime() throws IOException {
        Clock moving = Clock.systemUTC();
        LogClock times = new LogClock(moving);
        Path file = directory.resolve("m-json.log");
        files.put(WEB, file);
        Instant middle;
        try (LogWriter web = new LogWriter(file, Rotation.DEFAULT, "", times, packer)) {
            write(web, Stream.STDOUT, "before\n");
            Instant written = moving.instant();
            Awaitility.await().until(() -> moving.instant().isAfter(written.plusMillis(2)));
            middle = moving.instant();
            write(web, Stream.STDOUT, "after\n");
        }
        assertThat(read(new Query(Optional.empty(), Optional.of(middle), Optional.empty(), false), "web"))
                .containsExactly("after");
        assertThat(read(new Query(Optional.empty(), Optional.empty(), Optional.of(middle), false), "web"))
                .containsExactly("before");
    }

    @Test
    void timesThatNoLineHasCutAllOrNothing() throws IOException {
        try (LogWriter web = writer(WEB, Rotation.DEFAULT)) {
            write(web, Stream.STDOUT, "one\ntwo\n");
        }
        Optional<Instant> early = Optional.of(Instant.parse("0001-01-01T00:00:00Z"));
        Optional<Instant> late = Optional.of(Instant.parse("9999-12-31T00:00:00Z"));
        assertThat(read(new Query(Optional.empty(), early, late, false), "web")).containsExactly("one", "two");
        assertThat(read(new Query(Optional.empty(), late, Optional.empty(), false), "web"))
                .isEmpty();
        assertThat(read(new Query(Optional.empty(), Optional.empty(), early, false), "web"))
                .isEmpty();
    }

    @Test
    void aTornLineIsNotTheBeginningOfATail() throws IOException {
        try (LogWriter web = writer(WEB, Rotation.DEFAULT)) {
            write(web, Stream.STDOUT, "first\nsecond\nthird\n");
        }
        Path file = files.get(WEB);
        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, java.util.Arrays.copyOf(bytes, bytes.length - 20), StandardOpenOption.TRUNCATE_EXISTING);
        assertThat(read(new Query(Optional.of(1L), Optional.empty(), Optional.empty(), false), "web"))
                .containsExactly("second");
    }

    @Test
    void aTornLineIsPassedOverAndTheNextOneIsWhole() throws IOException {
        try (LogWriter web = writer(WEB, Rotation.DEFAULT)) {
            write(web, Stream.STDOUT, "first\nsecond\n");
        }
        Path file = files.get(WEB);
        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, java.util.Arrays.copyOf(bytes, bytes.length - 20), StandardOpenOption.TRUNCATE_EXISTING);
        try (LogWriter web = writer(WEB, Rotation.DEFAULT)) {
            write(web, Stream.STDOUT, "third\n");
        }
        assertThat(read(Query.ALL, "web")).containsExactly("first", "third");
    }

    @Test
    void followsOverRotationsWithoutLosingOrRepeatingALine() throws Exception {
        running.set(true);
        List<String> seen = Collections.synchronizedList(new ArrayList<>());
        try (LogWriter web = writer(WEB, new Rotation(20_000, 5, true))) {
            Thread reader = Thread.ofVirtual()
                    .start(() -> logs().read(
                                    List.of("web"),
                                    new Query(Optional.empty(), Optional.empty(), Optional.empty(), true),
                                    line -> seen.add(text(line))));
            for (int i = 0; i < 1_000; i++) {
                write(web, Stream.STDOUT, "line " + i + "\n");
                activity.written();
                if (i % 100 == 99) {
                    int so = i + 1;
                    Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> seen.size() >= so);
                }
            }
            running.set(false);
            activity.touched();
            assertThat(reader.join(Duration.ofSeconds(20))).isTrue();
        }
        assertThat(seen).hasSize(1_000).doesNotHaveDuplicates();
        assertThat(seen.getLast()).isEqualTo("line 999");
    }

    @Test
    void anInterruptEndsFollowing() throws Exception {
        running.set(true);
        try (LogWriter web = writer(WEB, Rotation.DEFAULT)) {
            write(web, Stream.STDOUT, "x\n");
            activity.written();
            List<String> seen = Collections.synchronizedList(new ArrayList<>());
            Thread reader = Thread.ofVirtual()
                    .start(() -> logs().read(
                                    List.of("web"),
                                    new Query(Optional.empty(), Optional.empty(), Optional.empty(), true),
                                    line -> seen.add(text(line))));
            Awaitility.await().until(() -> seen.size() == 1);
            reader.interrupt();
            assertThat(reader.join(Duration.ofSeconds(20))).isTrue();
        }
    }
}

package io.jcompose.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The logs of containers by docker's flags: which lines, and what stands before them. */
@ExtendWith(ScenarioExtension.class)
final class LogsScenario {
    private static void ended(Room room, String id) {
        room.container("wait", id).run().succeeds();
    }

    @Test
    void detailsAreWhatTheLoggingOptionsAskFor(Product product, Images images) {
        images.small();
        try (Room room = Room.of(product, "details")) {
            String id = room.run(
                    "web",
                    "-l",
                    "team=blue*~ red,\u00fc",
                    "-l",
                    "tier=front",
                    "-l",
                    "unasked=1",
                    "-e",
                    "STAGE=a=b",
                    "-e",
                    "ZONE=z",
                    "--log-opt",
                    "labels=tier,missing,team",
                    "--log-opt",
                    "env-regex=^STA|ONE$",
                    "--log-opt",
                    "tag={{.Name}}!",
                    Images.SMALL,
                    "sh",
                    "-c",
                    "echo out; echo err >&2");
            ended(room, id);
            String details =
                    "STAGE=a%3Db,ZONE=z,tag=" + room.name("web") + "%21,team=blue%2A~+red%2C%C3%BC,tier=front ";
            Outcome logs = room.container("logs", "--details", id).run().succeeds();
            assertThat(logs.out()).isEqualTo(details + "out\n");
            assertThat(logs.err()).isEqualTo(details + "err\n");
            assertThat(room.container("logs", "-t", "--details", id)
                            .run()
                            .succeeds()
                            .out())
                    .containsPattern("^[-0-9T:]{19}\\.\\d{9}Z ")
                    .endsWith("Z " + details + "out\n");
            String plain = room.run("plain", Images.SMALL, "echo", "bare");
            ended(room, plain);
            // Docker writes the blank even so.
            assertThat(room.container("logs", "--details", plain)
                            .run()
                            .succeeds()
                            .out())
                    .isEqualTo(" bare\n");
        }
    }

    @Test
    void sinceAndUntilTakeEveryFormOfATime(Product product, Images images) {
        images.small();
        try (Room room = Room.of(product, "times")) {
            String id = room.run("web", Images.SMALL, "sh", "-c", "echo one; sleep 1; echo two");
            ended(room, id);
            List<Instant> times = room.container("logs", "-t", id).run().succeeds().lines().stream()
                    .map(line -> Instant.parse(line.split(" ")[0]))
                    .toList();
            DateTimeFormatter local = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSSSSS");
            for (int i = 0; i < 2; i++) {
                Instant time = times.get(i);
                List<String> forms = List.of(
                        time.toString(),
                        DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(time.atZone(ZoneId.of("+05:30"))),
                        local.format(time.atZone(ZoneId.of("Asia/Tokyo"))),
                        "%d.%09d".formatted(time.getEpochSecond(), time.getNano()));
                for (String form : forms) {
                    assertThat(tokyo(room, "--since", form, id)).isEqualTo(i == 0 ? "one\ntwo\n" : "two\n");
                    assertThat(tokyo(room, "--until", form, id)).isEqualTo(i == 0 ? "one\n" : "one\ntwo\n");
                }
            }
            assertThat(tokyo(room, "--since", "1h", id)).isEqualTo("one\ntwo\n");
            assertThat(tokyo(room, "--until", "1h", "-f", id)).isEmpty();
            assertThat(tokyo(room, "--since", "0001-01-01T00:00:00Z", "--until", "9999-01-01", id))
                    .isEqualTo("one\ntwo\n");
        }
    }

    private static String tokyo(Room room, String... words) {
        return room.container(Stream.concat(Stream.of("logs"), List.of(words).stream())
                        .toArray(String[]::new))
                .env("TZ", "Asia/Tokyo")
                .run()
                .succeeds()
                .out();
    }

    /** All that is written while files are put aside and packed comes once, and the command ends with the container. */
    @Test
    void followsOverRotationsUntilTheContainerEnds(Product product, Images images) throws IOException {
        images.small();
        try (Room room = Room.of(product, "follow")) {
            String id = room.run(
                    "web",
                    "--log-opt",
                    "max-size=10k",
                    "--log-opt",
                    "max-file=100",
                    "--log-opt",
                    "compress=true",
                    Images.SMALL,
                    "sh",
                    "-c",
                    "i=0; while [ $i -lt 2000 ]; do i=$((i + 1)); echo line $i; [ $((i % 100)) -ne 0 ] || sleep 0.1; done");
            List<String> all = lines(1);
            try (Command.Running follow = room.container("logs", "-f", id).start()) {
                assertThat(follow.await(Duration.ofMinutes(1)).succeeds().lines())
                        .isEqualTo(all);
            }
            assertThat(packed(product.home().resolve("containers").resolve(id))).isGreaterThan(5);
            for (int tail : new int[] {1, 700, 1999}) {
                assertThat(room.container("logs", "-n", "" + tail, id)
                                .run()
                                .succeeds()
                                .lines())
                        .isEqualTo(lines(2001 - tail));
            }
            assertThat(room.container("logs", "-f", "-n", "all", id)
                            .run()
                            .succeeds()
                            .lines())
                    .isEqualTo(all);
            assertThat(room.container("logs", "-f", "-n", "0", id)
                            .run()
                            .succeeds()
                            .out())
                    .isEmpty();
        }
    }

    private static List<String> lines(int first) {
        return IntStream.rangeClosed(first, 2000).mapToObj(i -> "line " + i).toList();
    }

    private static int packed(Path logs) throws IOException {
        int count = 0;
        try (DirectoryStream<Path> files = Files.newDirectoryStream(logs, "*.gz")) {
            for (Path _ : files) {
                count++;
            }
        }
        return count;
    }
}

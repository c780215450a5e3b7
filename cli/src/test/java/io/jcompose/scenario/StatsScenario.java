package io.jcompose.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** {@code stats} and {@code container stats}, against what the kernel says of the same processes. */
@ExtendWith(ScenarioExtension.class)
final class StatsScenario {
    private static final String COMPOSE = """
            services:
              busy:
                image: %1$s
                command: ["sh", "-c", "while true; do true; done"]
                mem_limit: 64m
              idle:
                image: %1$s
                command: ["sleep", "1000"]
              ended:
                image: %1$s
                command: ["true"]
            """.formatted(Images.SMALL);

    @Test
    void oneSampleOfEachHasDockersColumns(Product product, Images images) {
        images.small();
        try (Stack stack = Stack.of(product, "stats", COMPOSE)) {
            stack.up();
            List<String> lines =
                    stack.jcompose("stats", "--no-stream").run().succeeds().lines();
            assertThat(lines.getFirst())
                    .matches("CONTAINER ID +NAME +CPU % +MEM USAGE / LIMIT +MEM % +NET I/O +BLOCK I/O +PIDS *");
            assertThat(lines)
                    .hasSize(3)
                    .anySatisfy(
                            line -> assertThat(line)
                                    .matches(
                                            "[0-9a-f]{12} +\\S+-busy-1 +\\d+\\.\\d\\d% +\\S+(B|iB) / 64MiB +\\d+\\.\\d\\d% +\\S+B / \\S+B +\\S+B / \\S+B +1 *"))
                    .anySatisfy(line -> assertThat(line).contains("-idle-1"));
            String shares = product.command(
                            "container",
                            "stats",
                            "--no-stream",
                            "--no-trunc",
                            "--format",
                            "{{.ID}} {{.CPUPerc}}",
                            stack.project() + "-busy-1",
                            stack.project() + "-idle-1",
                            stack.project() + "-ended-1")
                    .run()
                    .succeeds()
                    .out();
            String[] rows = shares.split("\n");
            assertThat(rows).hasSize(3);
            assertThat(rows[0]).startsWith(stack.containers("busy").getFirst());
            assertThat(share(rows[0])).isGreaterThan(share(rows[1]));
            assertThat(rows[2]).endsWith(" 0.00%");
            assertThat(product.command(
                                    "container",
                                    "stats",
                                    "--no-stream",
                                    "--format",
                                    "json",
                                    stack.project() + "-ended-1")
                            .run()
                            .succeeds()
                            .out())
                    .contains(
                            "\"MemUsage\":\"0B / 0B\"",
                            "\"PIDs\":\"0\"",
                            "\"Name\":\"" + stack.project() + "-ended-1\"");
        }
    }

    private static double share(String row) {
        return Double.parseDouble(row.substring(row.indexOf(' ') + 1, row.length() - 1));
    }

    @Test
    void numbersAreThoseOfTheControlGroup(Product product, Images images) throws IOException {
        images.small();
        try (Room room = Room.of(product, "numbers")) {
            String id = room.run(
                    "three",
                    "-m",
                    "64m",
                    Images.SMALL,
                    "sh",
                    "-c",
                    "dd if=/dev/zero of=/dev/shm/x bs=1M count=20; sleep 1000 & sleep 1000 & echo ready; wait");
            Awaitility.await()
                    .untilAsserted(() -> assertThat(
                                    room.container("logs", id).run().succeeds().out())
                            .contains("ready"));
            long pid =
                    Footprint.of(List.of(id)).pids().stream().min(Long::compare).orElseThrow();
            Awaitility.await()
                    .untilAsserted(() -> assertThat(control(pid, "pids.current", "pids.current"))
                            .isEqualTo(3));
            String[] row = room.container("stats", "--no-stream", "--format", "{{.PIDs}} {{.MemUsage}}", id)
                    .run()
                    .succeeds()
                    .out()
                    .strip()
                    .split(" ");
            assertThat(row[0]).isEqualTo("3");
            assertThat(row[1]).endsWith("MiB");
            double shown = Double.parseDouble(row[1].replace("MiB", ""));
            double used = control(pid, "memory.usage_in_bytes", "memory.current") / (double) (1 << 20);
            assertThat(shown).isGreaterThan(20).isBetween(used - 2, used + 2);
            assertThat(row[3]).isEqualTo("64MiB");
        }
    }

    private static long control(long pid, String version1, String version2) throws IOException {
        for (Path group : Proc.of(pid).cgroups()) {
            for (String name : List.of(version1, version2)) {
                if (Files.isRegularFile(group.resolve(name))) {
                    return Long.parseLong(Files.readString(group.resolve(name)).strip());
                }
            }
        }
        throw new AssertionError("neither " + version1 + " nor " + version2);
    }

    @Test
    void samplesGoOnUntilTheCallerHasSeenEnough(Product product, Images images) {
        images.small();
        try (Stack stack = Stack.of(product, "stream", COMPOSE)) {
            stack.up();
            try (Command.Running stats =
                    stack.jcompose("stats", "--format", "{{.Name}}", "idle").start()) {
                Awaitility.await()
                        .atMost(Duration.ofMinutes(1))
                        .until(() -> stats.out().lines().count() >= 3);
                stats.signal("INT");
                assertThat(stats.await(Duration.ofMinutes(1)).code()).isEqualTo(130);
                assertThat(stats.out()).doesNotContain("\u001b");
            }
        }
    }
}

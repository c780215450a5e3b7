package io.jcompose.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.jcompose.linux.process.ResourceLimit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** An engine that may open no further file says so, keeps nothing of what it could not do, and goes on when it may. */
@ExtendWith(ScenarioExtension.class)
final class OpenFilesScenario {
    private static final String REMEDY = "the engine has as many files open as it may, ";

    /** More than an exec needs, and less than a start does. */
    private static final int MOST = 45;

    private final Product product = Product.fresh();
    private ResourceLimit.Values before = new ResourceLimit.Values(0, 0);

    @BeforeEach
    void engine() {
        new Images(product).small();
        before = ResourceLimit.RLIMIT_NOFILE.read(pid());
    }

    @AfterEach
    void end() {
        limit(before.soft());
        product.close();
    }

    private int pid() {
        return (int) product.enginePid();
    }

    private void limit(long soft) {
        ResourceLimit.RLIMIT_NOFILE.apply(pid(), new ResourceLimit.Values(soft, before.hard()));
    }

    /** What a container makes the engine open, and pipes, by what they are. */
    private Map<String, Long> open() {
        return Proc.of(product.enginePid()).openFiles().stream()
                .map(file -> file.replaceAll("\\[\\d+]", "").replaceAll("[0-9a-f]{16,}", "ID"))
                .filter(file -> !file.startsWith("socket:") && !file.startsWith("net:") && !file.startsWith("/proc/"))
                .collect(Collectors.groupingBy(file -> file, TreeMap::new, Collectors.counting()));
    }

    @Test
    void whatFailsForWantOfDescriptorsKeepsNone() {
        try (Room room = Room.of(product, "descriptors")) {
            room.run("living", Images.SMALL, "sleep", "1000");
            List<String> fed = List.of("exec", "-i", room.name("living"), "cat");
            List<String> started = List.of("run", "--rm", "--label", room.label(), Images.SMALL, "true");
            room.container(fed.toArray(String[]::new)).stdin("x").run().succeeds();
            room.container(started.toArray(String[]::new)).run().succeeds();
            Map<String, Long> open = open();
            int failures = 0;
            for (int spare = 2; spare <= MOST; spare++) {
                failures += failsWith(
                        spare, room.container(fed.toArray(String[]::new)).stdin("x"));
                failures += spare % 4 == 0 ? failsWith(spare, room.container(started.toArray(String[]::new))) : 0;
            }
            assertThat(failures).isGreaterThan(MOST / 2);
            Awaitility.await()
                    .untilAsserted(() -> assertThat(open())
                            .allSatisfy((file, count) ->
                                    assertThat(count).as(file).isLessThanOrEqualTo(open.getOrDefault(file, 0L))));
            assertThat(room.container("exec", room.name("living"), "ls", "-A", "/dev")
                            .run()
                            .succeeds()
                            .out())
                    .doesNotContain("jcompose");
            assertThat(room.ids()).hasSize(1);
        }
    }

    /** 1 when it fails, which must be for that reason. */
    private int failsWith(int spare, Command command) {
        limit(Proc.of(product.enginePid()).openFiles().size() + spare);
        Outcome outcome;
        try {
            outcome = command.run();
        } finally {
            limit(before.soft());
        }
        if (outcome.code() == 0) {
            return 0;
        }
        assertThat(outcome.err()).contains(REMEDY).doesNotContain("defect");
        return 1;
    }

    @Test
    void anEndIsToldAndALogWrittenOnceThereAreDescriptorsAgain() {
        try (Room room = Room.of(product, "supervised")) {
            room.run("ended", Images.SMALL, "sleep", "1000");
            room.run("again", "--restart", "always", Images.SMALL, "sleep", "1000");
            room.run("gone", "--rm", Images.SMALL, "sleep", "1000");
            room.run(
                    "said",
                    "--log-opt",
                    "max-size=20k",
                    "--log-opt",
                    "max-file=1000",
                    Images.SMALL,
                    "sh",
                    "-c",
                    "mkfifo /go; read go < /go; i=0; while [ $i -lt 20000 ]; do echo line $i; i=$((i+1)); done");
            List<Long> processes = Stream.of("ended", "again", "gone")
                    .map(role -> room.inspect(role, "{{.State.Pid}}"))
                    .map(Long::parseLong)
                    .toList();
            long said = Long.parseLong(room.inspect("said", "{{.State.Pid}}"));
            limit(0);
            processes.forEach(
                    pid -> Command.system("kill", "-KILL", Long.toString(pid)).succeeds());
            room.stack()
                    .shell("echo go > /proc/" + said + "/root/go; sleep 2")
                    .run()
                    .succeeds();
            limit(before.soft());
            Awaitility.await().untilAsserted(() -> {
                assertThat(room.inspect("ended", "{{.State.Status}} {{.State.ExitCode}}"))
                        .isEqualTo("exited 137");
                assertThat(room.inspect("again", "{{.State.Status}}")).isEqualTo("running");
                assertThat(room.ids()).hasSize(3);
            });
            room.container("wait", room.name("said"))
                    .within(Duration.ofSeconds(30))
                    .run()
                    .succeeds();
            assertThat(room.container("logs", room.name("said"))
                            .run()
                            .succeeds()
                            .lines())
                    .containsExactlyElementsOf(IntStream.range(0, 20_000)
                            .mapToObj(i -> "line " + i)
                            .toList());
        }
    }

    @Test
    void anEngineThatHasTooFewToBeginWithSaysSoAndContainersGoOn() {
        try (Room room = Room.of(product, "few")) {
            room.run("living", Images.SMALL, "sleep", "1000");
            String pid = room.inspect("living", "{{.State.Pid}}");
            int few = Proc.of(product.enginePid()).openFiles().size() - 4;
            product.command("engine", "stop").run().succeeds();
            Outcome refused = product.shell("ulimit -n " + few + "; exec \"$JCOMPOSE\" image ls")
                    .run()
                    .fails(1);
            assertThat(refused.err())
                    .contains("the engine can't be opened: ", REMEDY + few)
                    .doesNotContain("defect");
            assertThat(room.inspect("living", "{{.State.Pid}}")).isEqualTo(pid);
        }
    }

    @Test
    void aCommandForWhichThereIsNoDescriptorWaitsForOne() throws IOException {
        Path log = product.home().resolve("engine.log");
        limit(0);
        // accept(2) took its descriptor before it began to wait, so one more is served.
        product.command("image", "ls").run().succeeds();
        try (Command.Running waiting = product.command("image", "ls").start()) {
            Awaitility.await()
                    .untilAsserted(() -> assertThat(Files.readString(log)).contains("can't be accepted"));
            Awaitility.await().pollDelay(Duration.ofSeconds(1)).until(waiting::isAlive);
            assertThat(Files.readAllLines(log))
                    .as("told once, not with each attempt")
                    .filteredOn(line -> line.contains("can't be accepted"))
                    .hasSize(1);
            limit(before.soft());
            waiting.await(Duration.ofSeconds(30)).succeeds();
        }
    }
}

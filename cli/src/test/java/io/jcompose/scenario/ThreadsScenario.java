package io.jcompose.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** An engine to which the kernel gives no further thread hears its clients, says what it can't do and why, and loses the end of no container. */
@ExtendWith(ScenarioExtension.class)
final class ThreadsScenario {
    private static final String REMEDY = "the kernel gives the engine no further thread";
    private static final String UNLIMITED = "max";

    /** The JDK gives up the threads that carry virtual ones after 30 s without work. */
    private static final Duration IDLE = Duration.ofSeconds(40);

    private final Product product = Product.fresh();
    private final Path group = hierarchy()
            .resolve("jcompose-test-threads-" + ProcessHandle.current().pid());

    /** That of the pids controller, v1's or v2's. */
    private static Path hierarchy() {
        Path root = Path.of("/sys/fs/cgroup");
        Path ofPids = root.resolve("pids");
        return Files.isDirectory(ofPids) ? ofPids : root;
    }

    @BeforeEach
    void engine() throws IOException {
        Files.createDirectory(group);
        new Images(product).small();
        hold();
    }

    @AfterEach
    void end() throws IOException {
        limit(UNLIMITED);
        product.close();
        Awaitility.await()
                .until(() -> Files.readString(group.resolve("cgroup.procs")).isBlank());
        Files.delete(group);
    }

    /** Has the engine that runs now in the group. */
    private void hold() throws IOException {
        Files.writeString(group.resolve("cgroup.procs"), Long.toString(product.enginePid()));
    }

    /** What an engine has started once it keeps for a while: a fresh one, which has opened all it looks after. */
    private void restart() throws IOException {
        product.command("engine", "restart").run().succeeds();
        hold();
        product.command("image", "ls").run().succeeds();
    }

    private void limit(String most) throws IOException {
        Files.writeString(group.resolve("pids.max"), most);
    }

    private long threads() throws IOException {
        return Long.parseLong(Files.readString(group.resolve("pids.current")).strip());
    }

    @Test
    void aClientIsHeardByAnEngineThatHadNothingToDo() throws Exception {
        try (Room room = Room.of(product, "idle")) {
            room.run("living", Images.SMALL, "sleep", "1000");
            Thread.sleep(IDLE);
            limit("0");
            assertThat(room.ids()).hasSize(1);
            limit(UNLIMITED);
            assertThat(room.ids()).hasSize(1);
        }
    }

    @Test
    void whatFailsForWantOfThreadsSaysSoAndLeavesNothing() throws IOException {
        try (Room room = Room.of(product, "threads")) {
            int failures = 0;
            for (int spare = 0; spare < 4; spare++) {
                restart();
                limit(Long.toString(threads() + spare));
                Outcome outcome = room.container("run", "--rm", "--label", room.label(), Images.SMALL, "true")
                        .run();
                limit(UNLIMITED);
                if (outcome.code() != 0) {
                    assertThat(outcome.err()).contains(REMEDY).doesNotContain("defect");
                    failures++;
                }
                assertThat(room.ids()).isEmpty();
            }
            assertThat(failures).isPositive();
        }
    }

    @Test
    void anEndIsToldOnceThereAreThreadsAgain() throws Exception {
        try (Room room = Room.of(product, "supervised")) {
            room.run("ended", Images.SMALL, "sleep", "1000");
            room.run("again", "--restart", "always", Images.SMALL, "sleep", "1000");
            room.run("gone", "--rm", Images.SMALL, "sleep", "1000");
            List<String> processes = Stream.of("ended", "again", "gone")
                    .map(role -> room.inspect(role, "{{.State.Pid}}"))
                    .toList();
            restart();
            limit("0");
            processes.forEach(pid -> Command.system("kill", "-KILL", pid).succeeds());
            Thread.sleep(Duration.ofSeconds(2));
            limit(UNLIMITED);
            Awaitility.await().untilAsserted(() -> {
                assertThat(room.inspect("ended", "{{.State.Status}} {{.State.ExitCode}}"))
                        .isEqualTo("exited 137");
                assertThat(room.inspect("again", "{{.State.Status}}")).isEqualTo("running");
                assertThat(room.ids()).hasSize(2);
            });
            room.container("rm", "-f", room.name("again"))
                    .within(Duration.ofSeconds(20))
                    .run()
                    .succeeds();
        }
    }

    /** From so few that no engine begins to enough for all: in between it meets the want at every place of its way. */
    @Test
    void anEngineThatHasTooFewToBeginWithLeavesContainersAlone() throws Exception {
        try (Room room = Room.of(product, "few")) {
            for (String role : List.of("plain", "again", "alone")) {
                room.run(
                        role,
                        "--restart",
                        role.equals("again") ? "always" : "no",
                        "--network",
                        role.equals("alone") ? "none" : "bridge",
                        Images.SMALL,
                        "sleep",
                        "1000");
            }
            List<Long> processes = Stream.of("plain", "again", "alone")
                    .map(role -> Long.parseLong(room.inspect(role, "{{.State.Pid}}")))
                    .toList();
            restart();
            long enough = threads();
            int failures = 0;
            for (long most = enough - 12; most <= enough + 12; most += 2) {
                product.command("engine", "stop").run().succeeds();
                limit(Long.toString(most));
                String inside = "echo $$ > " + group.resolve("cgroup.procs") + " && exec \"$JCOMPOSE\" image ls";
                failures += product.shell(inside).run().code() == 0 ? 0 : 1;
                limit(UNLIMITED);
                assertThat(processes).allMatch(pid -> Proc.of(pid).exists());
            }
            assertThat(failures).isPositive();
            restart();
            assertThat(Stream.of("plain", "again", "alone").map(role -> room.inspect(role, "{{.State.Pid}}")))
                    .containsExactlyElementsOf(
                            processes.stream().map(String::valueOf).toList());
        }
    }
}

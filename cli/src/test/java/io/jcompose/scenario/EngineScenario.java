package io.jcompose.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The engine's own life: started by the first command, one for each home, ended when asked. */
@ExtendWith(ScenarioExtension.class)
final class EngineScenario {

    /** The test holds the lock as an engine does that has closed its socket and is not gone yet. */
    @Test
    void aCommandThatComesWhileTheEngineEndsWaitsForItsEnd(Product product) throws Exception {
        product.command("engine", "stop").run().succeeds();
        Path held = product.home().resolve("engine.lock");
        try (FileChannel file = FileChannel.open(held, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = file.lock()) {
            CompletableFuture<Outcome> command = CompletableFuture.supplyAsync(
                    () -> product.command("image", "ls").run());
            Awaitility.await()
                    .until(() -> product.enginePids().stream()
                            .anyMatch(next -> Proc.of(next).openFiles().contains(held.toString())));
            assertThat(command).isNotDone();
            lock.release();

            command.get(1, TimeUnit.MINUTES).succeeds();
        }
    }

    /** A fifo that nobody writes to stands for a disk that does not answer. The JDK's default is as many such files as there are processors. */
    @Test
    void filesThatTakeLongToOpenHoldUpNobodyElse(Product product) throws IOException {
        int processors = Runtime.getRuntime().availableProcessors();
        Assumptions.assumeTrue(
                processors < 8, "from 8 processors on the engine has one thread for each, as by default");
        try (Stack stack = Stack.of(product, "slow", "services: {}")) {
            Path slow = stack.directory().resolve("slow.env");
            Command.system("mkfifo", slow.toString()).succeeds();
            List<Command.Running> waiting = IntStream.range(0, processors)
                    .mapToObj(_ -> stack.jcompose("--env-file", slow.toString(), "config")
                            .start())
                    .toList();
            try {
                for (int i = 0; i < 20; i++) {
                    product.command("image", "ls")
                            .within(Duration.ofSeconds(20))
                            .run()
                            .succeeds();
                }
                assertThat(waiting).allMatch(Command.Running::isAlive);
            } finally {
                stack.shell("exec 3<> " + slow + "; sleep 1").run();
                waiting.forEach(Command.Running::close);
            }
        }
    }

    @Test
    void manyFirstCommandsAtOnceStartOneEngine() {
        try (Product product = Product.fresh()) {
            List<Command.Running> commands = IntStream.range(0, 6)
                    .mapToObj(i -> product.command("engine", "status").start())
                    .toList();
            List<Command.Running> first = IntStream.range(0, 6)
                    .mapToObj(i -> product.command("image", "ls").start())
                    .toList();
            commands.forEach(command -> {
                command.await(Duration.ofSeconds(60));
                command.close();
            });
            first.forEach(command -> {
                command.await(Duration.ofSeconds(60)).succeeds();
                command.close();
            });
            assertThat(product.enginePids()).hasSize(1);
        }
    }

    @Test
    void stopEndsTheEngineAndItsSocketIsForRootOnly() throws IOException {
        try (Product product = Product.fresh()) {
            product.command("image", "ls").run().succeeds();
            long pid = product.enginePid();
            assertThat(pid).isPositive();
            Path socket = product.runDirectory().resolve("engine.sock");
            assertThat(Files.getPosixFilePermissions(socket)).hasToString("[OWNER_READ, OWNER_WRITE]");
            assertThat(product.command("engine", "status").run().succeeds().out())
                    .contains(Long.toString(pid));
            product.command("engine", "stop").run().succeeds();
            Awaitility.await().until(() -> !Proc.of(pid).exists());
            assertThat(product.command("engine", "logs").run().succeeds().out()).isNotEmpty();
        }
    }

    @Test
    void anEngineThatCannotOpenItsStateSaysSo() throws IOException {
        try (Product product = Product.fresh()) {
            Files.createDirectories(product.home().resolve("state.db").resolve("not-a-database"));
            Outcome outcome = product.command("image", "ls").run().fails();
            assertThat(outcome.err()).contains("state.db").contains("check the disk");
        }
    }

    @Test
    void aClientOfAnotherBuildIsToldAndARestartMendsItWhileContainersGoOn() {
        try (Product product = Product.fresh()) {
            new Images(product).small();
            try (Stack stack = Stack.of(product, "builds", """
                    services:
                      sleeping:
                        image: %s
                        command: ["sleep", "1000"]
                        stop_signal: SIGKILL
                    """.formatted(Images.SMALL))) {
                stack.up();
                long engine = product.enginePid();
                long container = stack.pid("sleeping");

                Outcome refused = product.otherBuild("container", "ls").run();
                assertThat(refused.code()).isEqualTo(1);
                assertThat(refused.out()).isEmpty();
                assertThat(refused.err())
                        .contains(
                                "the running engine (pid " + engine + ") is another build",
                                "this client (0.0.9)",
                                "run: jcompose engine restart");
                assertThat(product.enginePids()).containsExactly(engine);

                product.otherBuild("engine", "restart").run().succeeds();
                assertThat(product.enginePid()).isPositive().isNotEqualTo(engine);
                assertThat(product.otherBuild("container", "ls")
                                .run()
                                .succeeds()
                                .out())
                        .contains("sleeping");
                assertThat(Proc.of(container).exists()).isTrue();
                assertThat(product.command("container", "ls").run().code()).isEqualTo(1);

                product.command("engine", "restart").run().succeeds();
                assertThat(stack.pid("sleeping")).isEqualTo(container);
            }
        }
    }

    @Test
    void withoutClientAndContainerItEndsWhenTheSettingSaysAndTheNextCommandStartsIt() throws IOException {
        try (Product product = Product.fresh()) {
            Files.writeString(product.home().resolve("config.json"), "{\"engine\": {\"idleExitSeconds\": 1}}");
            product.command("image", "ls").run().succeeds();
            Path socket = product.runDirectory().resolve("engine.sock");
            Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> assertThat(product.enginePids()).isEmpty());
            assertThat(socket).doesNotExist();

            assertThat(product.command("version").run().succeeds().out()).isNotEmpty();
            Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> assertThat(product.enginePids()).isEmpty());
        }
    }

    @Test
    void aTimeBeforeTheIdleExitThatIsNoneIsRefusedWithItsFile() throws IOException {
        try (Product product = Product.fresh()) {
            Path settings = product.home().resolve("config.json");
            Files.writeString(settings, "{\"engine\": {\"idleExitSeconds\": \"soon\"}}");
            assertThat(product.command("image", "ls").run().fails().err())
                    .contains(settings + ": engine.idleExitSeconds is \"soon\"");
        }
    }

    @Test
    void inTheForegroundItServesUntilItIsTerminated() {
        try (Product product = Product.fresh();
                Command.Running engine = product.command("engine", "run").start()) {
            Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> Files.exists(product.runDirectory().resolve("engine.sock")));
            assertThat(product.command("engine", "status").run().succeeds().out())
                    .contains(Long.toString(engine.pid()));
            engine.signal("TERM");
            engine.await(Duration.ofSeconds(30)).succeeds();
        }
    }

    @Test
    void whoBeganItInTheForegroundDoesNotDecideWhatContainersMayRead() throws IOException {
        try (Product product = Product.fresh();
                Command.Running engine =
                        product.shell("umask 077; exec $JCOMPOSE engine run").start()) {
            Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> Files.exists(product.runDirectory().resolve("engine.sock")));
            new Images(product).small();
            try (Room room = Room.of(product, "umask")) {
                assertThat(room.container("run", "--rm", "-u", "1000", "-v", "data:/data", Images.SMALL, "ls", "/data")
                                .run()
                                .succeeds()
                                .out())
                        .isEmpty();
            }
            engine.signal("TERM");
            engine.await(Duration.ofSeconds(30)).succeeds();
        }
    }

    @Test
    void twoHomesRunTheSameProjectSideBySide(Product product, Images images) {
        images.small();
        String compose = """
                services:
                  sleeping:
                    image: %s
                    command: ["sleep", "1000"]
                    stop_signal: SIGKILL
                """.formatted(Images.SMALL);
        try (Product other = Product.fresh()) {
            new Images(other).small();
            try (Stack first = Stack.of(product, "twice", compose);
                    Stack second = Stack.of(other, "twice", compose)) {
                first.jcompose("-p", "same", "up", "-d").run().succeeds();
                second.jcompose("-p", "same", "up", "-d").run().succeeds();
                first.jcompose("-p", "same", "down").run().succeeds();
                assertThat(second.jcompose("-p", "same", "ps", "-q")
                                .run()
                                .succeeds()
                                .lines())
                        .hasSize(1);
                assertThat(second.jcompose("-p", "same", "exec", "-T", "sleeping", "echo", "well")
                                .run()
                                .succeeds()
                                .out())
                        .isEqualTo("well\n");
                second.jcompose("-p", "same", "down").run().succeeds();
            }
        }
    }
}

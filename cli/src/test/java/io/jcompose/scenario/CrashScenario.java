package io.jcompose.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The engine is killed at random moments of everything that changes containers; the next one and the kernel agree, and nothing is left over. */
@ExtendWith(ScenarioExtension.class)
final class CrashScenario {
    private static final long SEED = 20261121;
    private static final int LONGEST_MILLIS = 900;
    private static final List<String> OPERATIONS = List.of(
            "up --no-start --force-recreate",
            "up -d",
            "up -d --force-recreate",
            "start",
            "exec -T first true",
            "stop -t 0",
            "rm -sf",
            "down");
    private static final String COMPOSE = """
            services:
              first:
                image: %1$s
                command: ["sleep", "1000"]
                stop_signal: SIGKILL
                ports: ["127.0.0.1::80"]
                volumes: ["data:/data"]
              second:
                image: %1$s
                command: ["sleep", "1000"]
                stop_signal: SIGKILL
                depends_on: [first]
            volumes:
              data:
            """.formatted(Images.SMALL);

    @Test
    void aDozenKillsLeaveNothingHalfDone() {
        kills(12, Product::killEngine);
    }

    @Test
    @Tag("nightly")
    void manyKillsLeaveNothingHalfDone() {
        kills(120, Product::killEngine);
    }

    /** The kernel then ends along with it what shares its memory: children that are not yet a container's process. */
    @Test
    void anEngineThatIsKilledForWantOfMemoryLeavesNothingHalfDone() {
        kills(6, Product::starveEngine);
    }

    @Test
    @Tag("nightly")
    void manyEnginesThatAreKilledForWantOfMemoryLeaveNothingHalfDone() {
        kills(60, Product::starveEngine);
    }

    private static void kills(int times, Consumer<Product> killing) {
        Random random = new Random(SEED);
        try (Product product = Product.fresh()) {
            new Images(product).small();
            try (Stack stack = Stack.of(product, "crash", COMPOSE)) {
                for (int i = 0; i < times; i++) {
                    if (random.nextBoolean()) {
                        stack.up();
                    }
                    String operation = OPERATIONS.get(random.nextInt(OPERATIONS.size()));
                    interrupted(product, stack.jcompose(operation.split(" ")), random.nextInt(LONGEST_MILLIS), killing);
                    new Aftermath(product, "kill " + i + ", in " + operation).isClean();
                    downLeavesNothing(product, stack);
                }
            }
        }
    }

    /** Its children then wait for ever to become a process of a container that goes on. */
    @Test
    void anEngineThatIsKilledWhileItMakesProcessesLeavesNoneOfThem(Product product, Images images) {
        images.small();
        try (Stack stack = Stack.of(product, "births", COMPOSE)) {
            stack.up();
            for (int round = 0; round < 5; round++) {
                try (Command.Running execs = stack.shell(
                                "for i in $(seq 20); do \"$JCOMPOSE\" exec -T first true & done; wait")
                        .start()) {
                    Proc engine = Proc.of(product.enginePid());
                    while (execs.isAlive() && engine.children().noneMatch(product::isEngine)) {
                        Thread.onSpinWait();
                    }
                    product.killEngine();
                    execs.await(Duration.ofSeconds(60));
                }
                new Aftermath(product, "round " + round).isClean();
            }
        }
    }

    /** The command may succeed, if it was done by then, or fail; it must end. */
    private static void interrupted(Product product, Command command, int afterMillis, Consumer<Product> killing) {
        try (Command.Running running = command.start()) {
            Awaitility.await().pollDelay(Duration.ofMillis(afterMillis)).until(() -> product.enginePid() > 0);
            killing.accept(product);
            running.await(Duration.ofSeconds(60));
        }
    }

    private static void downLeavesNothing(Product product, Stack stack) {
        List<String> ids = stack.containers();
        Optional<Footprint> running = ids.isEmpty() ? Optional.empty() : Optional.of(Footprint.of(ids));
        stack.down("-v", "-t", "0");
        running.ifPresent(Footprint::isGone);
        assertThat(product.command("container", "ls", "-aq").run().succeeds().lines())
                .isEmpty();
        assertThat(Proc.of(ProcessHandle.current().pid()).mounts())
                .noneMatch(mount -> mount.contains(product.home().toString()));
        for (Path each : List.of(
                product.home().resolve("containers"),
                product.runDirectory().resolve("containers"),
                product.runDirectory().resolve("netns"))) {
            // files are deleted, and namespaces end, behind the command's back
            Awaitility.await()
                    .untilAsserted(() -> assertThat(Files.isDirectory(each) ? Trees.names(each) : List.of())
                            .as("in %s", each)
                            .isEmpty());
        }
    }
}

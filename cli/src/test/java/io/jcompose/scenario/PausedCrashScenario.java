package io.jcompose.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Engines that are killed while containers are paused, and while they take containers over. */
@ExtendWith(ScenarioExtension.class)
final class PausedCrashScenario {
    private static final String COMPOSE = """
            services:
              web:
                image: %1$s
                command: ["sh", "-c", "i=0; while true; do i=$$((i+1)); echo line $$i; usleep 5000; done"]
                stop_signal: SIGKILL
                scale: 3
            """.formatted(Images.SMALL);

    @Test
    void aPausedContainerStaysSoAndOneThatWasFrozenOnlyMeanwhileGoesOn(Product product, Images images) {
        images.small();
        try (Stack stack = Stack.of(product, "paused", COMPOSE)) {
            stack.up();
            List<String> ids = stack.containers();
            stack.jcompose("container", "pause", ids.getFirst()).run().succeeds();
            product.killEngine();
            // what a commit does, and what a pause has done before it is saved
            freeze(stack, ids.getLast(), true);

            assertThat(state(stack, ids.getFirst())).isEqualTo("paused");
            assertThat(frozen(ids.getFirst())).isTrue();
            assertThat(state(stack, ids.getLast())).isEqualTo("running");
            assertThat(frozen(ids.getLast())).isFalse();

            product.killEngine();
            // what an unpause has done before it is saved
            freeze(stack, ids.getFirst(), false);
            assertThat(state(stack, ids.getFirst())).isEqualTo("running");
            stack.jcompose("container", "pause", ids.getFirst()).run().succeeds();
            stack.jcompose("container", "unpause", ids.getFirst()).run().succeeds();
            assertThat(frozen(ids.getFirst())).isFalse();
        }
    }

    @Test
    void enginesThatAreKilledWhileTheyTakeOverLoseNothing(Product product, Images images) {
        images.small();
        try (Stack stack = Stack.of(product, "again", COMPOSE)) {
            stack.up();
            List<String> ids = stack.containers();
            Footprint before = stack.footprint();
            product.killEngine();
            for (int millis = 0; millis < 600; millis += 100) {
                try (Command.Running starting = stack.jcompose("ps").start()) {
                    Awaitility.await().until(() -> product.enginePid() > 0);
                    Awaitility.await()
                            .pollDelay(Duration.ofMillis(millis))
                            .until(() -> product.enginePid() > 0 || !starting.isAlive());
                    if (product.enginePid() > 0) {
                        product.killEngine();
                    }
                    starting.await(Duration.ofSeconds(60));
                }
                if (product.enginePid() > 0) {
                    product.killEngine();
                }
            }
            new Aftermath(product, "killed while taking over").isClean();
            assertThat(stack.containers()).isEqualTo(ids);
            assertThat(before.pids())
                    .anySatisfy(pid -> assertThat(Proc.of(pid).exists()).isTrue());
            stack.down();
            before.isGone();
        }
    }

    private static String state(Stack stack, String id) {
        return stack.jcompose("container", "inspect", "--format", "{{.State.Status}}", id)
                .run()
                .succeeds()
                .out()
                .strip();
    }

    /** The file by which the kernel freezes a container: of version 1, or of version 2. */
    private static Path freezer(String id) {
        return Proc.all().stream()
                .filter(proc -> proc.read("cgroup").contains(id))
                .flatMap(proc -> proc.cgroups().stream())
                .flatMap(group -> Stream.of(group.resolve("freezer.state"), group.resolve("cgroup.freeze")))
                .filter(Files::exists)
                .min(Comparator.comparing(file -> file.endsWith("cgroup.freeze")))
                .orElseThrow();
    }

    private static boolean frozen(String id) {
        String state =
                Command.system("cat", freezer(id).toString()).succeeds().out().strip();
        return state.equals("FROZEN") || state.equals("1");
    }

    private static void freeze(Stack stack, String id, boolean frozen) {
        Path file = freezer(id);
        String value = file.endsWith("cgroup.freeze") ? (frozen ? "1" : "0") : frozen ? "FROZEN" : "THAWED";
        stack.shell("echo " + value + " > " + file).run().succeeds();
        Awaitility.await().until(() -> frozen(id) == frozen);
    }
}

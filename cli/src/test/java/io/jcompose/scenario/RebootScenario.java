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

/** Engine and containers die at once, as when the machine goes down: the next engine starts what should run, in the order of the project. */
@ExtendWith(ScenarioExtension.class)
final class RebootScenario {
    /** Clock ticks in a second, in which the kernel tells when a process began. */
    private static final long TICKS = 100;

    private static final String COMPOSE = """
            services:
              web:
                image: %1$s
                command: ["sleep", "1000"]
                restart: always
                stop_signal: SIGKILL
                depends_on:
                  db: {condition: service_healthy}
                  cache: {condition: service_started}
                  job: {condition: service_completed_successfully}
              db:
                image: %1$s
                command: ["sh", "-c", "rm -f /ready; sleep 2; touch /ready; exec sleep 1000"]
                restart: unless-stopped
                stop_signal: SIGKILL
                healthcheck: {test: ["CMD", "test", "-e", "/ready"], interval: 1s, retries: 100}
              cache:
                image: %1$s
                command: ["sleep", "1000"]
                stop_signal: SIGKILL
              lonely:
                image: %1$s
                command: ["sleep", "1000"]
                stop_signal: SIGKILL
              job:
                image: %1$s
                command: ["sh", "-c", "echo done"]
              halted:
                image: %1$s
                command: ["sleep", "1000"]
                restart: always
                stop_signal: SIGKILL
              given-up:
                image: %1$s
                command: ["sh", "-c", "echo >/changed; mkdir -p /opt/place; exec sleep 1000"]
                tmpfs: [/scratch]
                restart: unless-stopped
                stop_signal: SIGKILL
            """.formatted(Images.SMALL);

    @Test
    void whatShouldRunComesBackInTheOrderOfItsDependencies(Product product, Images images) throws IOException {
        images.small();
        try (Stack stack = Stack.of(product, "reboot", COMPOSE)) {
            stack.up();
            // made anew, so that they are younger than what depends on them
            stack.up("--force-recreate", "--no-deps", "db", "cache");
            stack.jcompose("stop", "halted", "given-up").run().succeeds();
            String given = stack.containers("-a", "given-up").getFirst();
            String changed = changes(product, given);
            goDown(product, stack);

            Awaitility.await()
                    .atMost(Duration.ofMinutes(1))
                    .until(() -> state(stack, "web").equals("running"));
            assertThat(stack.jcompose("ps", "--services").run().succeeds().lines())
                    .containsExactlyInAnyOrder("web", "db", "cache", "halted");
            assertThat(started(stack, "web"))
                    .as("when web began, in ticks")
                    .isGreaterThanOrEqualTo(started(stack, "db") + 2 * TICKS)
                    .isGreaterThanOrEqualTo(started(stack, "cache"));
            assertThat(stack.logs("job")).as("it had done its work").isEqualTo("done\n");
            assertThat(changes(product, given)).as("of one that does not run").isEqualTo(changed);
            assertThat(product.home().resolve("engine.log")).content().doesNotContain("can't be");
        }
    }

    private static String changes(Product product, String container) {
        return product.command("container", "diff", container).run().succeeds().out();
    }

    @Test
    void whoWaitsForADependencyCanBeStoppedAndStarted(Product product, Images images) {
        images.small();
        try (Stack stack = Stack.of(product, "waiting", COMPOSE.replace("sleep 2;", "sleep 20;"))) {
            stack.up("--no-deps", "web", "db");
            goDown(product, stack);

            assertThat(state(stack, "web")).isEqualTo("restarting");
            stack.jcompose("stop", "web").run().succeeds();
            assertThat(state(stack, "web")).isEqualTo("exited");
            stack.jcompose("start", "web").within(Duration.ofMinutes(1)).run().succeeds();
            assertThat(state(stack, "web")).isEqualTo("running");
        }
    }

    @Test
    void anEngineThatEndedForWantOfWorkStartsNothingThatWasStopped(Product product, Images images) throws IOException {
        images.small();
        try (Stack stack = Stack.of(product, "idle", COMPOSE)) {
            stack.up("halted");
            stack.jcompose("stop", "halted").run().succeeds();
            product.command("engine", "stop").run().succeeds();
            assertThat(stack.containers("halted"))
                    .as("stopped by hand, and the engine too")
                    .hasSize(1);
            stack.jcompose("stop", "halted").run().succeeds();
            Path settings = product.home().resolve("config.json");
            Files.writeString(settings, "{\"engine\": {\"idleExitSeconds\": 1}}");
            try {
                product.command("engine", "stop").run().succeeds();
                stack.jcompose("stop", "halted").run().succeeds();
                Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> product.enginePid() == 0);
            } finally {
                Files.delete(settings);
            }

            assertThat(stack.containers("halted")).isEmpty();
        }
    }

    /** The run directory is a tmpfs on most machines, and empty afterwards. */
    private static void goDown(Product product, Stack stack) {
        Footprint last = stack.footprint();
        product.killEngine();
        last.pids().forEach(pid -> Command.system("kill", "-KILL", Long.toString(pid)));
        Awaitility.await()
                .until(() -> last.pids().stream().noneMatch(pid -> Proc.of(pid).exists()));
        Trees.delete(product.runDirectory().resolve("containers"));
    }

    private static long started(Stack stack, String service) {
        return Proc.of(stack.pid(service)).started();
    }

    private static String state(Stack stack, String service) {
        List<String> rows = stack.jcompose("ps", "-a", "--format", "{{.State}}", service)
                .run()
                .succeeds()
                .lines();
        assertThat(rows).as("rows of %s", service).hasSize(1);
        return rows.getFirst();
    }
}

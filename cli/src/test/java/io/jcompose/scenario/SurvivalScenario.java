package io.jcompose.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** An engine that is killed with -9: containers, published ports and log lines outlive it. */
@ExtendWith(ScenarioExtension.class)
final class SurvivalScenario {
    private static final String COMPOSE = """
            services:
              web:
                image: %1$s
                command: ["sh", "-c", "echo still here > /www/index.html && exec httpd -f -p 8000 -h /www"]
                ports: ["127.0.0.1:${PORT}:8000", "${PORT2}:8000"]
                stop_signal: SIGKILL
              counting:
                image: %1$s
                command: ["sh", "-c", "i=0; while [ $$i -lt 3000 ]; do i=$$((i+1)); echo line $$i; usleep 2000; done; exec sleep 1000"]
                stop_signal: SIGKILL
              ending:
                image: %1$s
                command: ["sh", "-c", "trap 'i=0; while [ $$i -lt 500 ]; do i=$$((i+1)); echo last $$i; done; exit 7' TERM; echo ready; while true; do usleep 1000; done"]
              again:
                image: %1$s
                command: ["sh", "-c", "echo born; exec sleep 1000"]
                restart: always
                stop_signal: SIGKILL
            """;

    @Test
    void aStackServesOnAndNoLogLineIsLost(Product product, Images images) {
        images.small();
        int port = Stack.freePort();
        int everywhere = Stack.freePort();
        try (Stack stack = Stack.of(product, "survival", COMPOSE.formatted(Images.SMALL))
                .with(".env", "PORT=" + port + "\nPORT2=" + everywhere + "\n")) {
            stack.up();
            assertThat(Http.await(port)).isEqualTo("still here\n");
            List<String> running = stack.containers();
            // their first processes: children such as usleep come and go
            List<Long> firsts = List.of(stack.pid("web"), stack.pid("counting"), stack.pid("again"));
            Awaitility.await().until(() -> stack.logs("counting").lines().count() > 100);

            product.killEngine();
            assertThat(Http.get(port))
                    .as("on the loopback address, without an engine")
                    .isEqualTo("still here\n");
            assertThat(Http.get(everywhere))
                    .as("on every address, without an engine")
                    .isEqualTo("still here\n");
            assertThat(firsts).allMatch(pid -> Proc.of(pid).exists());

            assertThat(stack.containers()).as("the next command re-adopts").isEqualTo(running);
            product.killEngine();
            Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .untilAsserted(
                            () -> assertThat(stack.logs("counting").lines().toList())
                                    .isEqualTo(IntStream.rangeClosed(1, 3000)
                                            .mapToObj(i -> "line " + i)
                                            .toList()));

            Footprint last = stack.footprint();
            stack.down();
            last.isGone();
        }
    }

    @Test
    void whatAContainerSaysAndHowItEndsIsKeptWhileThereIsNoEngine(Product product, Images images) throws IOException {
        assumeTrue(Files.readString(Path.of("/proc/filesystems")).contains("\tautofs\n"), "needs autofs");
        images.small();
        try (Stack stack = Stack.of(product, "ending", COMPOSE.formatted(Images.SMALL))
                .with(".env", "PORT=" + Stack.freePort() + "\nPORT2=" + Stack.freePort() + "\n")) {
            stack.up("ending");
            Awaitility.await().until(() -> stack.logs("ending").equals("ready\n"));
            Proc first = Proc.of(stack.pid("ending"));
            Footprint last = stack.footprint();
            product.killEngine();
            Command.system("kill", "-TERM", Long.toString(first.pid())).succeeds();
            // gone altogether: the kernel tells the status of a zombie to its parent alone
            Awaitility.await().until(() -> !Files.exists(Path.of("/proc/" + first.pid())));

            assertThat(stack.logs("ending").lines())
                    .containsExactlyElementsOf(Stream.concat(
                                    Stream.of("ready"),
                                    IntStream.rangeClosed(1, 500).mapToObj(i -> "last " + i))
                            .toList());
            assertThat(stack.jcompose("ps", "-a", "--format", "json")
                            .run()
                            .succeeds()
                            .out())
                    .contains("\"ExitCode\":" + (Requirements.kernelIsAtLeast(6, 15) ? 7 : 255));
            stack.down();
            last.isGone();
            // the place stays for some seconds, for the next container
            Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(
                                    Proc.of(ProcessHandle.current().pid()).mounts())
                            .as("nothing is kept any more")
                            .noneMatch(mount ->
                                    mount.contains(product.runDirectory().resolve("kept") + " ")));
        }
    }

    @Test
    void aRestartPolicyHoldsForAContainerThatDiedWithoutAnEngine(Product product, Images images) {
        images.small();
        try (Stack stack = Stack.of(product, "restarted", COMPOSE.formatted(Images.SMALL))
                .with(".env", "PORT=" + Stack.freePort() + "\nPORT2=" + Stack.freePort() + "\n")) {
            stack.up("again");
            long first = stack.pid("again");
            product.killEngine();
            Command.system("kill", "-KILL", Long.toString(first)).succeeds();
            // the policy's delay of 100 ms comes first: the container is there, its process is not yet
            Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(stack.pid("again")).isNotEqualTo(first));
            Awaitility.await()
                    .untilAsserted(() -> assertThat(stack.logs("again")).isEqualTo("born\nborn\n"));
        }
    }
}

package io.jcompose.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The first command of README.md: no registry and no network. */
@ExtendWith(ScenarioExtension.class)
final class QuickstartScenario {

    @Test
    void webReachesApiAndApiReachesStore(Product product) throws IOException {
        Path example = Product.repository().resolve("examples/quickstart");
        // Port 8080 may be taken on this machine: the copy publishes another one.
        int port = Stack.freePort();
        String compose = Files.readString(example.resolve("compose.yaml"));
        assertThat(compose).contains("\"8080:8080\"");
        try (Stack stack = Stack.of(product, "quickstart", compose.replace("\"8080:8080\"", "\"" + port + ":8080\""))) {
            for (String file : sources(example)) {
                stack.with(file, Files.readString(example.resolve(file)));
            }
            try (Command.Running up = stack.jcompose("up").start()) {
                Awaitility.await().atMost(Duration.ofMinutes(3)).untilAsserted(() -> {
                    assertThat(up.isAlive())
                            .as("up still runs:\n%s%s", up.out(), up.err())
                            .isTrue();
                    assertThat(up.out()).contains("curl localhost:8080");
                });
                assertThat(Http.get(port)).containsPattern("(?s)web .*api .*store .*counted visit 1\n");
                assertThat(Http.get(port)).contains("counted visit 2\n");
                Footprint before = stack.footprint();
                up.signal("INT");
                Outcome ended = up.await(Duration.ofSeconds(30));
                assertThat(ended.out()).as("lines of every service").contains("web-1", "api-1", "store-1");
                assertThat(before.pids())
                        .as("stopped by Ctrl-C")
                        .noneMatch(pid -> Proc.of(pid).exists());
                stack.down();
                before.isGone();
            }
        }
    }

    private static List<String> sources(Path example) throws IOException {
        try (Stream<Path> files = Files.walk(example)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> example.relativize(file).toString())
                    .filter(name -> !name.equals("compose.yaml"))
                    .sorted()
                    .toList();
        }
    }
}

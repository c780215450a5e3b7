package io.jcompose.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The commands, one after the other, on small stacks. */
@ExtendWith(ScenarioExtension.class)
final class CommandsScenario {
    private static final String TWO = """
            services:
              one:
                image: %1$s
                command: ["sh", "-c", "for i in 1 2 3 4 5; do echo one $$i; done; exec sleep 1000"]
                stop_signal: SIGKILL
              two:
                image: %1$s
                command: ["sh", "-c", "echo two; exec sleep 1000"]
                depends_on: [one]
                stop_signal: SIGKILL
            """.formatted(Images.SMALL);

    @Test
    void aSecondUpChangesNothingAndAnEditedServiceAloneIsMadeAnew(Product product, Images images) {
        images.small();
        try (Stack stack = Stack.of(product, "edited", TWO)) {
            stack.up();
            List<String> one = stack.containers("one");
            List<String> two = stack.containers("two");
            stack.up();
            assertThat(stack.containers("one")).isEqualTo(one);
            assertThat(stack.containers("two")).isEqualTo(two);
            stack.with("compose.yaml", TWO.replace("echo two", "echo too"));
            stack.up();
            assertThat(stack.containers("one")).isEqualTo(one);
            assertThat(stack.containers("two")).hasSize(1).isNotEqualTo(two);
            Awaitility.await().untilAsserted(() -> assertThat(stack.logs("two")).isEqualTo("too\n"));
        }
    }

    @Test
    void logsAreCutToTheirTailAndFollowed(Product product, Images images) {
        images.small();
        try (Stack stack = Stack.of(product, "logged", TWO)) {
            stack.up();
            Awaitility.await().untilAsserted(() -> assertThat(stack.logs("one")).contains("one 5\n"));
            Outcome tail = stack.jcompose("logs", "--tail", "2", "one").run().succeeds();
            assertThat(tail.lines()).hasSize(2).allMatch(line -> line.matches("one-1 +\\| one [45]"));
            assertThat(stack.jcompose("logs", "--since", "2099-01-01T00:00:00Z")
                            .run()
                            .succeeds()
                            .out())
                    .isEmpty();
            try (Command.Running follow =
                    stack.jcompose("logs", "-f", "--tail", "0").start()) {
                stack.jcompose("restart", "-t", "0", "two").run().succeeds();
                Awaitility.await().untilAsserted(() -> assertThat(follow.out()).containsPattern("two-1 +\\| two"));
            }
        }
    }

    @Test
    void stopStartRestartKillAndRmDoWhatTheySay(Product product, Images images) {
        images.small();
        try (Stack stack = Stack.of(product, "lifecycle", TWO)) {
            stack.up();
            List<String> both = stack.containers();
            Footprint first = stack.footprint();
            stack.jcompose("stop", "-t", "0").run().succeeds();
            assertThat(first.pids()).noneMatch(pid -> Proc.of(pid).exists());
            assertThat(stack.containers()).isEmpty();
            stack.jcompose("start").run().succeeds();
            assertThat(stack.containers()).isEqualTo(both);
            long before = stack.pid("one");
            stack.jcompose("restart", "-t", "0", "one").run().succeeds();
            assertThat(stack.pid("one")).isNotEqualTo(before);
            long killed = stack.pid("one");
            stack.jcompose("kill", "one").run().succeeds();
            Awaitility.await().until(() -> !Proc.of(killed).exists());
            stack.jcompose("rm", "-f", "one").run().succeeds();
            assertThat(stack.jcompose("ps", "-a", "-q").run().succeeds().lines())
                    .hasSize(1);
        }
    }

    @Test
    void waitReturnsWhenServicesAreHealthyAndSaysWhenOneIsNot(Product product, Images images) {
        images.small();
        String compose = """
                services:
                  slow:
                    image: %s
                    command: ["sh", "-c", "sleep 1; touch /tmp/ready; exec sleep 1000"]
                    stop_signal: SIGKILL
                    healthcheck:
                      test: ["CMD", "test", "-e", "%s"]
                      interval: 200ms
                      retries: 20
                """;
        try (Stack stack = Stack.of(product, "healthy", compose.formatted(Images.SMALL, "/tmp/ready"))) {
            stack.up("--wait");
            assertThat(stack.jcompose("ps").run().succeeds().out()).contains("(healthy)");
        }
        try (Stack stack = Stack.of(product, "sick", compose.formatted(Images.SMALL, "/tmp/never"))) {
            Outcome outcome = stack.jcompose("up", "--wait").run().fails();
            assertThat(outcome.err()).contains("slow").contains("unhealthy");
        }
    }

    @Test
    void aDependencyThatMustCompleteIsWaitedForAndItsFailureStopsTheRest(Product product, Images images) {
        images.small();
        String compose = """
                services:
                  migrate:
                    image: %1$s
                    command: ["sh", "-c", "sleep 0.5; echo migrated > /shared/state; exit %2$d"]
                    volumes: ["state:/shared"]
                  app:
                    image: %1$s
                    command: ["sh", "-c", "cat /shared/state; exec sleep 1000"]
                    stop_signal: SIGKILL
                    volumes: ["state:/shared:ro"]
                    depends_on:
                      migrate: {condition: service_completed_successfully}
                volumes:
                  state: {}
                """;
        try (Stack stack = Stack.of(product, "migrated", compose.formatted(Images.SMALL, 0))) {
            stack.up();
            Awaitility.await().untilAsserted(() -> assertThat(stack.logs("app")).isEqualTo("migrated\n"));
        }
        try (Stack stack = Stack.of(product, "unmigrated", compose.formatted(Images.SMALL, 9))) {
            Outcome outcome = stack.jcompose("up", "-d").run().fails();
            assertThat(outcome.err()).contains("migrate").contains("9");
            assertThat(stack.containers("app")).isEmpty();
        }
    }

    @Test
    void namesOfServicesAliasesAndContainersResolve(Product product, Images images) {
        images.small();
        String compose = """
                services:
                  echo:
                    image: %1$s
                    command: ["sleep", "1000"]
                    stop_signal: SIGKILL
                    networks:
                      default: {aliases: [reflector]}
                  asking:
                    image: %1$s
                    command: ["sleep", "1000"]
                    stop_signal: SIGKILL
                """;
        try (Stack stack = Stack.of(product, "named", compose.formatted(Images.SMALL))) {
            stack.up();
            String address = Footprint.of(stack.containers("echo"))
                    .addresses()
                    .iterator()
                    .next();
            for (String name : List.of("echo", "reflector", stack.project() + "-echo-1")) {
                assertThat(stack.jcompose("exec", "-T", "asking", "nslookup", name)
                                .run()
                                .succeeds()
                                .out())
                        .contains(address);
            }
            assertThat(stack.jcompose("exec", "-T", "asking", "cat", "/etc/resolv.conf")
                            .run()
                            .succeeds()
                            .out())
                    .contains("nameserver 127.0.0.11");
            stack.jcompose("exec", "-T", "asking", "nslookup", "nobody.invalid")
                    .run()
                    .fails();
        }
    }

    @Test
    void orphansStayUntilTheyAreAskedAway(Product product, Images images) {
        images.small();
        try (Stack stack = Stack.of(product, "orphans", TWO)) {
            stack.up();
            List<String> two = stack.containers("two");
            stack.with("compose.yaml", TWO.substring(0, TWO.indexOf("  two:")));
            Outcome warned = stack.up();
            assertThat(warned.text()).contains("two-1").containsIgnoringCase("orphan");
            assertThat(Footprint.of(two).pids()).isNotEmpty();
            Footprint orphan = Footprint.of(two);
            stack.up("--remove-orphans");
            assertThat(orphan.pids()).noneMatch(pid -> Proc.of(pid).exists());
        }
    }

    @Test
    void profilesAndScaleDecideWhatRuns(Product product, Images images) {
        images.small();
        String compose = TWO + """
                  debug:
                    image: %s
                    command: ["sleep", "1000"]
                    stop_signal: SIGKILL
                    profiles: [debugging]
                """.formatted(Images.SMALL);
        try (Stack stack = Stack.of(product, "profiles", compose)) {
            stack.up("--scale", "two=3");
            assertThat(stack.containers("two")).hasSize(3);
            assertThat(stack.containers()).hasSize(4);
            stack.up("--scale", "two=1");
            assertThat(stack.containers("two")).hasSize(1);
            stack.jcompose("--profile", "debugging", "up", "-d").run().succeeds();
            assertThat(stack.jcompose("--profile", "debugging", "ps", "-q")
                            .run()
                            .succeeds()
                            .lines())
                    .hasSize(3);
            stack.jcompose("--profile", "debugging", "down").run().succeeds();
        }
    }

    @Test
    void aServiceThatEndsIsRestartedAsItsPolicySays(Product product, Images images) {
        images.small();
        String compose = """
                services:
                  flaky:
                    image: %s
                    command: ["sh", "-c", "echo x >> /state/runs; [ $$(wc -l < /state/runs) -ge 3 ] && exec sleep 1000; exit 5"]
                    restart: on-failure:5
                    stop_signal: SIGKILL
                    volumes: ["/state"]
                """;
        try (Stack stack = Stack.of(product, "flaky", compose.formatted(Images.SMALL))) {
            stack.up();
            Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(stack.jcompose("exec", "-T", "flaky", "cat", "/state/runs")
                                    .run()
                                    .out())
                            .isEqualTo("x\nx\nx\n"));
        }
    }

    @Test
    void configPrintsTheProjectAsItIsUnderstood(Product product, Images images) {
        images.small();
        try (Stack stack = Stack.of(product, "shown", """
                services:
                  web:
                    image: ${IMAGE:-nothing}
                    environment: [A=1]
                    ports: ["8080:80"]
                """).with(".env", "IMAGE=from-env:7\n")) {
            assertThat(stack.jcompose("config").run().succeeds().out())
                    .contains("image: from-env:7", "name: " + stack.project(), "published: \"8080\"");
            assertThat(stack.jcompose("config", "--services").run().succeeds().out())
                    .isEqualTo("web\n");
            assertThat(stack.jcompose("version").run().succeeds().out()).contains("jcompose");
        }
    }

    @Test
    void downRemovesImagesThatWereBuiltWhenAsked(Product product, Images images) {
        images.small();
        try (Stack stack = Stack.of(product, "builtimage", """
                services:
                  made:
                    build: .
                    command: ["sleep", "1000"]
                    stop_signal: SIGKILL
                """)
                .with("Dockerfile", "FROM %s\nRUN echo made > /made\n".formatted(Images.SMALL))) {
            stack.up("--build");
            String image = stack.project() + "-made";
            assertThat(product.command("image", "ls").run().succeeds().out()).contains(image);
            assertThat(stack.jcompose("build").run().succeeds().text()).contains("CACHED");
            stack.down("--rmi", "local");
            assertThat(product.command("image", "ls").run().succeeds().out()).doesNotContain(image);
        }
    }

    @Test
    void fiftyServicesComeAndGo(Product product, Images images) {
        images.small();
        StringBuilder compose = new StringBuilder("services:\n");
        IntStream.rangeClosed(1, 50).forEach(i -> compose.append("""
                  s%d:
                    image: %s
                    command: ["sleep", "1000"]
                    stop_grace_period: 0s
                """.formatted(i, Images.SMALL)));
        try (Stack stack = Stack.of(product, "fifty", compose.toString())) {
            stack.up();
            assertThat(stack.containers()).hasSize(50).doesNotHaveDuplicates();
            Footprint before = stack.footprint();
            stack.down();
            before.isGone();
        }
    }
}

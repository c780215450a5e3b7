package io.jcompose.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What happened, told later: events outlive the engine that saw them. */
@ExtendWith(ScenarioExtension.class)
final class EventsScenario {
    private static final Pattern ACTION = Pattern.compile("\"action\":\"([^\"]+)\"");
    private static final Pattern TIME = Pattern.compile("\"time\":\"([^\"]+)\"");
    private static final Pattern EXEC = Pattern.compile("\"execID\":\"([0-9a-f]{64})\"");
    private static final Pattern EXIT_CODE = Pattern.compile("\"exitCode\":\"([0-9]+)\"");
    private static final String ONE = """
            services:
              one:
                image: %1$s
                command: ["sleep", "1000"]
                stop_signal: SIGKILL
            """.formatted(Images.SMALL);

    private static List<String> all(Pattern pattern, String text) {
        return pattern.matcher(text).results().map(found -> found.group(1)).toList();
    }

    private static String events(Stack stack, String... more) {
        List<String> words = new ArrayList<>(List.of("events", "--json"));
        words.addAll(List.of(more));
        return stack.jcompose(words.toArray(String[]::new)).run().succeeds().out();
    }

    @Test
    void theyAreThereAfterAStoppedAndAfterAKilledEngine(Product product, Images images) {
        images.small();
        try (Stack stack = Stack.of(product, "told", ONE)) {
            stack.up();
            product.killEngine();
            String born = events(stack, "--until", "0s");
            assertThat(all(ACTION, born)).containsExactly("create", "start");
            stack.jcompose("restart").run().succeeds();
            stack.down();
            product.command("engine", "stop").run().succeeds();

            String everything = events(stack, "--since", "1h", "--until", "0s", "one");
            assertThat(everything).startsWith(born);
            assertThat(all(ACTION, everything))
                    .containsExactly(
                            "create", "start", "kill", "die", "stop", "start", "restart", "kill", "die", "stop",
                            "destroy");
            String second = all(TIME, everything).get(1);
            assertThat(all(TIME, events(stack, "--until", second)))
                    .as("both ends are part of the time")
                    .hasSize(2);
            assertThat(all(TIME, events(stack, "--since", second, "--until", second)))
                    .containsExactly(second);
            assertThat(stack.jcompose("events", "--since", "1m", "--until", "2m")
                            .run()
                            .fails()
                            .err())
                    .contains("--since (1m) is after --until (2m)");
        }
    }

    @Test
    void thePastIsFollowedByWhatComes(Product product, Images images) {
        images.small();
        try (Stack stack = Stack.of(product, "told", ONE)) {
            stack.up();
            try (Command.Running following =
                    stack.jcompose("events", "--json", "--since", "1h").start()) {
                Awaitility.await()
                        .untilAsserted(
                                () -> assertThat(all(ACTION, following.out())).containsExactly("create", "start"));
                stack.jcompose("kill").run().succeeds();
                Awaitility.await()
                        .untilAsserted(() -> assertThat(all(ACTION, following.out()))
                                .containsExactly("create", "start", "kill", "die"));
            }
        }
    }

    @Test
    void whatIsExecutedInAContainerIsToldButItsProbes(Product product, Images images) {
        images.small();
        String probed = ONE + "    healthcheck: {test: [CMD, sleep, \"0\"], interval: 100ms}\n";
        try (Stack stack = Stack.of(product, "told", probed)) {
            stack.jcompose("up", "-d", "--wait").run().succeeds();
            stack.jcompose("exec", "-T", "one", "true").run().succeeds();
            assertThat(stack.jcompose("exec", "-T", "one", "sh", "-c", "exit 3")
                            .run()
                            .code())
                    .isEqualTo(3);
            assertThat(stack.jcompose("exec", "-T", "one", "missing").run().code())
                    .isEqualTo(127);
            String told = events(stack, "--until", "0s");
            assertThat(all(ACTION, told))
                    .containsExactly(
                            "create",
                            "start",
                            "health_status: healthy",
                            "exec_create: true ",
                            "exec_start: true ",
                            "exec_die",
                            "exec_create: sh -c exit 3",
                            "exec_start: sh -c exit 3",
                            "exec_die",
                            "exec_create: missing ",
                            "exec_start: missing ");
            assertThat(all(EXEC, told))
                    .hasSize(8)
                    .startsWith(
                            Collections.nCopies(3, all(EXEC, told).getFirst()).toArray(String[]::new));
            assertThat(all(EXIT_CODE, told)).containsExactly("0", "3");
            stack.down();
            assertThat(all(
                            Pattern.compile("\"execDuration\":\"([0-9]+)\""),
                            events(stack, "--since", "1h", "--until", "0s")))
                    .hasSize(1);
        }
    }
}

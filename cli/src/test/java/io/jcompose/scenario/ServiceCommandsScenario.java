package io.jcompose.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Commands on services: {@code attach}, {@code volumes}, and flags of {@code run}, {@code ps} and {@code up}. */
@ExtendWith(ScenarioExtension.class)
final class ServiceCommandsScenario {
    private static final String COMPOSE = """
            services:
              web:
                image: %1$s
                command: ["sh", "-c", "while [ ! -e /tmp/go ]; do echo tick; sleep 0.1; done; echo over; exit 7"]
                volumes: ["data:/data"]
                cap_drop: [NET_RAW]
              other:
                image: %1$s
                command: ["sleep", "1000"]
                init: false
                stop_signal: SIGKILL
                volumes: ["more:/data"]
                post_start:
                  - command: ["echo", "warmed"]
            volumes: {data: {}, more: {}}
            """.formatted(Images.SMALL);

    @Test
    void attachFollowsAServiceUntilItEnds(Product product, Images images) {
        images.small();
        try (Stack stack = Stack.of(product, "attach", COMPOSE)) {
            stack.up();
            try (Command.Running attached =
                    stack.jcompose("attach", "--no-stdin", "web").start()) {
                Awaitility.await().until(() -> attached.out().contains("tick"));
                stack.jcompose("exec", "web", "touch", "/tmp/go").run().succeeds();
                Outcome outcome = attached.await(Duration.ofSeconds(30));
                assertThat(outcome.code()).isEqualTo(7);
                assertThat(outcome.out()).contains("over");
            }
            assertThat(stack.jcompose("attach", "web").run().fails(1).err()).contains("service \"web\" is not running");
        }
    }

    /** {@code other} is named first and would run for ever: what counts is who ends first. */
    @Test
    void waitTellsOfWhoEndsFirstAndDropsTheProjectThen(Product product, Images images) {
        images.small();
        try (Stack stack = Stack.of(product, "wait", COMPOSE)) {
            stack.up();
            try (Command.Running waiting =
                    stack.jcompose("wait", "--down-project", "other", "web").start()) {
                stack.jcompose("exec", "web", "touch", "/tmp/go").run().succeeds();
                Outcome outcome = waiting.await(Duration.ofSeconds(30));
                assertThat(outcome.code()).isEqualTo(7);
                assertThat(outcome.lines())
                        .containsExactly(
                                "container \"" + stack.project() + "-web-1\" exited with status code 7",
                                "container \"" + stack.project() + "-other-1\" exited with status code 137");
            }
            assertThat(stack.jcompose("ps", "-aq").run().succeeds().out()).isEmpty();
        }
    }

    @Test
    void volumesAreThoseOfTheProjectOrOfAService(Product product, Images images) {
        images.small();
        try (Stack stack = Stack.of(product, "volumes", COMPOSE)) {
            stack.up();
            assertThat(stack.jcompose("volumes", "-q").run().succeeds().lines())
                    .containsExactlyInAnyOrder(stack.project() + "_data", stack.project() + "_more");
            assertThat(stack.jcompose("volumes", "--format", "{{.Name}}", "web")
                            .run()
                            .succeeds()
                            .lines())
                    .containsExactly(stack.project() + "_data");
            assertThat(stack.jcompose("volumes", "--format", "json", "web")
                            .run()
                            .succeeds()
                            .out())
                    .contains("\"Driver\":\"local\"");
            stack.jcompose("down", "-v", "-t", "0").run().succeeds();
        }
    }

    @Test
    void aOneOffHasTheRightsAndVariablesThatTheCommandSays(Product product, Images images) {
        images.small();
        try (Stack stack =
                Stack.of(product, "oneoff", COMPOSE).with("variables.env", "ONE=first\nTWO=\"${ONE} and second\"\n")) {
            String script = "echo $ONE, $TWO, $THREE; grep CapEff /proc/self/status";
            String drop = stack.jcompose(
                            "run",
                            "--rm",
                            "--no-deps",
                            "--env-from-file",
                            "variables.env",
                            "-e",
                            "THREE=third",
                            "--cap-drop",
                            "ALL",
                            "--cap-add",
                            "NET_RAW",
                            "--quiet-build",
                            "web",
                            "sh",
                            "-c",
                            script)
                    .run()
                    .succeeds()
                    .out();
            assertThat(drop).startsWith("first, first and second, third\n").containsPattern("CapEff:\\s+0+2000\n");
            assertThat(stack.jcompose("run", "--rm", "--env-from-file", "none.env", "web", "true")
                            .run()
                            .fails(1)
                            .err())
                    .contains("couldn't find env file: ");
            stack.jcompose("down", "-v", "-t", "0").run().succeeds();
        }
    }

    @Test
    void oneThingAtATimeIsEnoughToBringAProjectUp(Product product, Images images) {
        images.small();
        try (Stack stack = Stack.of(product, "parallel", COMPOSE)) {
            stack.jcompose("--parallel", "1", "up", "-d", "--quiet-build", "--menu=false")
                    .run()
                    .succeeds();
            stack.with("one.yaml", COMPOSE.substring(0, COMPOSE.indexOf("  other:")) + "volumes: {data: {}}\n");
            assertThat(stack.jcompose("-f", "one.yaml", "-p", stack.project(), "ps", "--services")
                            .run()
                            .succeeds()
                            .lines())
                    .containsExactlyInAnyOrder("web", "other");
            assertThat(stack.jcompose("-f", "one.yaml", "-p", stack.project(), "ps", "--no-orphans", "--services")
                            .run()
                            .succeeds()
                            .lines())
                    .containsExactly("web");
            assertThat(stack.jcompose("up", "-d")
                            .env("COMPOSE_PARALLEL_LIMIT", "many")
                            .run()
                            .fails(1)
                            .err())
                    .contains("COMPOSE_PARALLEL_LIMIT must be an integer (found: \"many\")");
            stack.jcompose("down", "-v", "-t", "0").run().succeeds();
        }
    }

    @Test
    void whatAHookSaysIsShownAmongTheLogs(Product product, Images images) {
        images.small();
        try (Stack stack = Stack.of(product, "hooklog", COMPOSE)) {
            try (Command.Running up = stack.jcompose("up", "other").start()) {
                Awaitility.await()
                        .untilAsserted(() -> assertThat(up.out()).containsPattern("other-1 -> +\\| warmed\n"));
                up.signal("INT");
                up.await(Duration.ofSeconds(30));
            }
            stack.jcompose("down", "-v", "-t", "0").run().succeeds();
        }
    }
}

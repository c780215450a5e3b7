package io.jcompose.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Several commands on one project at the same time. */
@ExtendWith(ScenarioExtension.class)
final class TurnsScenario {
    private static final String COMPOSE = """
            services:
              one:
                image: %1$s
                command: ["sh", "-c", "echo hello; exec sleep 1000"]
                stop_signal: SIGKILL
                scale: 3
              never:
                image: %1$s
                command: ["sleep", "1000"]
                healthcheck: {test: ["CMD", "false"], interval: 1s, retries: 1000}
                stop_signal: SIGKILL
                profiles: [sick]
            """.formatted(Images.SMALL);

    @Test
    void upsAndDownsAtOnceAllSucceed(Product product, Images images) {
        images.small();
        try (Stack stack = Stack.of(product, "turns", COMPOSE)) {
            List<Command.Running> all = Stream.of(
                            "up -d", "up -d", "down", "up -d --force-recreate", "restart", "up -d")
                    .map(words -> stack.jcompose(words.split(" ")).start())
                    .toList();
            try {
                all.forEach(each -> each.await(Duration.ofMinutes(2)).succeeds());
            } finally {
                all.forEach(Command.Running::close);
            }
            stack.up();
            assertThat(stack.containers()).hasSize(3);
        }
    }

    @Test
    void theOneThatWaitsSaysSoAndCtrlCLeavesTheQueueAndKillNeedsNoTurn(Product product, Images images) {
        images.small();
        try (Stack stack = Stack.of(product, "turns", COMPOSE)) {
            try (Command.Running first = stack.jcompose("up", "--wait", "never").start()) {
                Awaitility.await().until(() -> stack.containers("never").size() == 1);
                try (Command.Running second = stack.jcompose("up", "-d", "one").start()) {
                    Awaitility.await().until(() -> second.err().contains("waiting for another command on project"));
                    second.signal("INT");
                    assertThat(second.await(Duration.ofSeconds(30)).code()).isEqualTo(130);
                }
                assertThat(stack.containers("one")).isEmpty();
                stack.jcompose("kill", "never").run().succeeds();
                first.await(Duration.ofSeconds(60)).fails();
            }
        }
    }

    @Test
    void whoOnlyFollowsTheLogsHoldsNobodyUp(Product product, Images images) {
        images.small();
        try (Stack stack = Stack.of(product, "turns", COMPOSE)) {
            try (Command.Running attached = stack.jcompose("up").start()) {
                Awaitility.await().until(() -> attached.out().contains("one-3"));
                assertThat(stack.jcompose("restart").run().succeeds().err()).doesNotContain("waiting for another");
                stack.down();
                attached.await(Duration.ofSeconds(30));
            }
        }
    }
}

package io.jcompose.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a user does at a terminal: pipes, Ctrl-C, an interactive shell in a window whose size changes. */
@ExtendWith(ScenarioExtension.class)
final class TerminalScenario {
    private static final String TALKING = """
            services:
              talking:
                image: %s
                command: ["sh", "-c", "seq 1 20000; exec sleep 1000"]
                stop_signal: SIGKILL
            """.formatted(Images.SMALL);
    private static final String STUBBORN = """
            services:
              stubborn:
                image: %s
                command: ["sh", "-c", "trap 'echo not yet' TERM; echo ready; while :; do sleep 1; done"]
                stop_grace_period: 5m
            """.formatted(Images.SMALL);
    private static final String POLITE = """
            services:
              polite:
                image: %s
                command: ["sh", "-c", "trap 'echo bye; exit 0' TERM; echo ready; while :; do sleep 0.1; done"]
                stop_grace_period: 1m
            """.formatted(Images.SMALL);

    @Test
    void aPipeThatClosesEndsACommandWithoutAComplaint(Product product, Images images) {
        images.small();
        try (Stack stack = Stack.of(product, "piped", TALKING)) {
            stack.up();
            Awaitility.await().until(() -> stack.logs("talking").contains("\n20000\n"));
            Outcome outcome = stack.shell("\"$JCOMPOSE\" logs -f talking | head -n 3; exit ${PIPESTATUS[1]}")
                    .within(Duration.ofSeconds(30))
                    .run()
                    .succeeds();
            assertThat(outcome.lines()).hasSize(3);
            assertThat(outcome.err()).isEmpty();
        }
    }

    @Test
    void theFirstInterruptStopsGracefully(Product product, Images images) {
        images.small();
        try (Stack stack = Stack.of(product, "polite", POLITE);
                Command.Running up = stack.jcompose("up").start()) {
            awaitOutput(up, "ready");
            Footprint before = stack.footprint();
            up.signal("INT");
            Outcome ended = up.await(Duration.ofSeconds(30));
            assertThat(ended.out()).contains("bye");
            assertThat(ended.err())
                    .containsSubsequence("Attaching to", "Gracefully stopping...", "-1  Stopping", "-1  Stopped");
            assertThat(before.pids()).noneMatch(pid -> Proc.of(pid).exists());
        }
    }

    @Test
    void aSecondInterruptKills(Product product, Images images) {
        images.small();
        try (Stack stack = Stack.of(product, "stubborn", STUBBORN);
                Command.Running up = stack.jcompose("up").start()) {
            awaitOutput(up, "ready");
            long first = stack.pid("stubborn");
            up.signal("INT");
            awaitOutput(up, "not yet");
            assertThat(Proc.of(first).exists())
                    .as("it may take its five minutes")
                    .isTrue();
            up.signal("INT");
            Outcome ended = up.await(Duration.ofSeconds(30));
            assertThat(ended.code()).isNotZero();
            Awaitility.await().until(() -> !Proc.of(first).exists());
        }
    }

    @Test
    void terminatedUpStopsItsServices(Product product, Images images) {
        images.small();
        try (Stack stack = Stack.of(product, "terminated", POLITE);
                Command.Running up = stack.jcompose("up").start()) {
            awaitOutput(up, "ready");
            Footprint before = stack.footprint();
            up.signal("TERM");
            up.await(Duration.ofSeconds(30));
            Awaitility.await()
                    .until(() ->
                            before.pids().stream().noneMatch(pid -> Proc.of(pid).exists()));
        }
    }

    @Test
    void pipedInputReachesAProgramInAContainer(Product product, Images images) {
        images.small();
        try (Stack stack = Stack.of(product, "input", TALKING)) {
            stack.up();
            Outcome outcome = stack.jcompose("exec", "-T", "talking", "sh", "-c", "tr a-z A-Z; echo $0 >&2; exit 3")
                    .stdin("hello\nthere\n")
                    .run();
            assertThat(outcome.out()).isEqualTo("HELLO\nTHERE\n");
            assertThat(outcome.err()).isEqualTo("sh\n");
            assertThat(outcome.code()).isEqualTo(3);
        }
    }

    @Test
    void anInteractiveShellHasARealTerminalOfTheWindowsSize(Product product, Images images) {
        images.small();
        Requirements.programs("tmux");
        try (Stack stack = Stack.of(product, "shell", TALKING);
                Tmux tmux = Tmux.of(stack)) {
            stack.up();
            tmux.begin("\"$JCOMPOSE\" exec -it talking sh");
            tmux.awaitScreen("#");
            tmux.type("tty; stty size; echo done-$((1+1))");
            tmux.awaitScreen("done-2");
            assertThat(tmux.screen()).containsPattern("/dev/(pts/\\d+|console)").contains("30 100");
            tmux.resize(80, 20);
            tmux.type("clear; stty size; echo done-$((2+2))");
            tmux.awaitScreen("done-4");
            assertThat(tmux.screen()).contains("20 80");
            tmux.type("sleep 1000; echo after-$?");
            tmux.awaitScreen("sleep 1000");
            tmux.key("C-c");
            tmux.type("echo still-$((3+3))");
            tmux.awaitScreen("still-6");
            tmux.type("exit 7");
            tmux.awaitScreen("ended 7");
        }
    }

    private static void awaitOutput(Command.Running running, String text) {
        Awaitility.await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
            assertThat(running.out()).contains(text);
        });
    }
}

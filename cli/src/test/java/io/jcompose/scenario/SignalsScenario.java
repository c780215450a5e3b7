package io.jcompose.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Signals to the clients of run and attach that go on to a program without a terminal, as with docker 28.5. */
@ExtendWith(ScenarioExtension.class)
final class SignalsScenario {
    private static final List<String> PASSED = List.of(
            "HUP", "INT", "TRAP", "ABRT", "USR1", "USR2", "ALRM", "TERM", "STKFLT", "CONT", "TSTP", "XCPU", "VTALRM",
            "PROF", "IO", "PWR", "SYS");

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final int TERM = 15;
    private static final int TSTP = 20;

    @BeforeAll
    static void image(Images images) {
        images.small();
    }

    /** Says of each of these signals that it came, and goes on. */
    private static String telling(List<String> signals) {
        String traps = signals.stream()
                .map(signal -> "trap 'echo heard " + signal + "' " + signal)
                .collect(Collectors.joining("; "));
        return traps + "; while :; do echo ready; sleep 0.05; done";
    }

    private static void pass(Command.Running client, List<String> signals) {
        for (String signal : signals) {
            client.signal(signal);
            Awaitility.await(signal).atMost(PATIENCE).until(() -> client.out().contains("heard " + signal + "\n"));
        }
    }

    /** The mask SigCgt of proc_pid_status(5). */
    private static boolean catches(long pid, int signal) {
        String mask = Proc.of(pid)
                .read("status")
                .lines()
                .filter(line -> line.startsWith("SigCgt:"))
                .map(line -> line.substring(line.indexOf('\t') + 1).strip())
                .findFirst()
                .orElseThrow();
        return (Long.parseUnsignedLong(mask, 16) >> (signal - 1) & 1) == 1;
    }

    @Test
    void everySignalThatAClientCanGetReachesTheProgramOfItsRunAndOfItsAttach(Product product) {
        try (Room room = Room.of(product, "passed");
                Command.Running run = room.container(
                                "run",
                                "--label",
                                room.label(),
                                "--name",
                                room.name("program"),
                                Images.SMALL,
                                "sh",
                                "-c",
                                telling(PASSED))
                        .start()) {
            Awaitility.await().atMost(PATIENCE).until(() -> run.out().contains("ready"));
            pass(run, PASSED);
            try (Command.Running attach =
                    room.container("attach", room.name("program")).start()) {
                Awaitility.await().atMost(PATIENCE).until(() -> attach.out().contains("ready"));
                pass(attach, List.of("USR2", "TSTP", "CONT"));
            }
            room.container("kill", room.name("program")).run().succeeds();
            assertThat(run.await(PATIENCE).code()).isEqualTo(137);
        }
    }

    @Test
    void whatEndsNoCommandDisturbsNoneThatTakesNoSignals(Product product) {
        try (Room room = Room.of(product, "undisturbed")) {
            room.run("program", Images.SMALL, "sh", "-c", telling(List.of("INT", "USR1")));
            try (Command.Running exec = room.container(
                            "exec", room.name("program"), "sh", "-c", telling(List.of("TERM")))
                    .start()) {
                Awaitility.await().atMost(PATIENCE).until(() -> exec.out().contains("ready"));
                pass(exec, List.of("TERM"));
                assertThat(catches(exec.pid(), TERM)).isTrue();
                assertThat(catches(exec.pid(), TSTP))
                        .as("so Ctrl-Z stops the client, as with docker")
                        .isFalse();
            }
        }
    }

    @Test
    void aThirdInterruptLeavesAProgramThatDoesNotEndByIt(Product product) {
        Requirements.programs("tmux");
        try (Room room = Room.of(product, "forced");
                Tmux tmux = Tmux.of(room.stack())) {
            String program = "n=0; trap 'n=$((n+1)); echo heard $n' INT HUP; echo ready; while :; do sleep 0.05; done";
            room.stack().with("program.sh", program);
            tmux.begin("trap : INT; (echo $BASHPID > client; exec \"$JCOMPOSE\" container run --label " + room.label()
                    + " --name " + room.name("program") + " " + Images.SMALL + " sh -c \"$(cat program.sh)\")");
            tmux.awaitScreen("ready");
            for (int heard = 1; heard <= 3; heard++) {
                room.stack().shell("kill -HUP $(cat client)").run().succeeds();
                tmux.awaitScreen("heard " + heard);
            }
            tmux.key("C-c");
            tmux.awaitScreen("heard 4");
            tmux.key("C-c");
            tmux.awaitScreen("heard 5");
            tmux.key("C-c");
            tmux.awaitScreen("got 3 SIGTERM/SIGINTs, forcefully exiting");
            tmux.awaitScreen("ended 1");
            assertThat(room.container("inspect", "-f", "{{.State.Running}}", room.name("program"))
                            .run()
                            .succeeds()
                            .out())
                    .isEqualTo("true\n");
        }
    }
}

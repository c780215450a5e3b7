package io.jcompose.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A terminal at programs in containers: typed and sent signals, detach keys, the window's size and its end, as with docker 28.5. */
@ExtendWith(ScenarioExtension.class)
final class AttachScenario {
    /** Ends with another code by each signal. */
    private static final String TRAPPING =
            "trap 'exit 5' HUP; trap 'exit 6' INT; trap 'exit 7' TERM; while :; do echo tick; sleep 0.1; done";

    @BeforeAll
    static void image(Images images) {
        Requirements.programs("tmux");
        images.small();
    }

    @Test
    void anInterruptThatIsTypedReachesTheProgramInTheForeground(Product product) {
        try (Room room = Room.of(product, "typed");
                Tmux tmux = Tmux.of(room.stack())) {
            tmux.begin(client(run(room, "sh")));
            tmux.awaitScreen("#");
            Proc shell = program(room);
            tmux.type("sleep 1000");
            Awaitility.await().until(() -> shell.children().count() == 1);
            Proc sleep = shell.children().findFirst().orElseThrow();
            tmux.key("C-c");
            Awaitility.await().until(() -> !sleep.exists());
            assertThat(shell.exists()).isTrue();
            tmux.type("exit 4");
            tmux.awaitScreen("ended 4");
        }
    }

    @ParameterizedTest
    @CsvSource({"HUP,5", "INT,6", "TERM,7"})
    void aSignalSentToTheClientOfRunReachesAProgramWithATerminal(String signal, String code, Product product) {
        try (Room room = Room.of(product, "sent");
                Tmux tmux = Tmux.of(room.stack())) {
            tmux.begin(client(run(room, "sh", "-c", "\"" + TRAPPING + "\"")));
            tmux.awaitScreen("tick");
            room.stack().shell("kill -" + signal + " $(cat client)").run().succeeds();
            tmux.awaitScreen("ended " + code);
            assertThat(inspect(room, "{{.State.ExitCode}}")).isEqualTo(code);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"echo tick; sleep 1", "echo tick"})
    void aProgramIsHungUpWhenTheWindowOfItsRunCloses(String loop, Product product) {
        String program = TRAPPING.replace("echo tick; sleep 0.1", loop);
        try (Room room = Room.of(product, "closed")) {
            try (Tmux tmux = Tmux.of(room.stack())) {
                tmux.begin(client(run(room, "sh", "-c", "\"" + program + "\"")));
                tmux.awaitScreen("tick");
            }
            Awaitility.await()
                    .untilAsserted(() -> assertThat(inspect(room, "{{.State.Status}} {{.State.ExitCode}}"))
                            .isEqualTo("exited 5"));
            assertClientEnds(room);
        }
    }

    @Test
    void whoJoinsAProgramWithATerminalEndsAloneByAnInterruptOrAHangUp(Product product) {
        try (Room room = Room.of(product, "joined")) {
            room.run("program", "-it", Images.SMALL, "sh", "-c", TRAPPING);
            Proc program = program(room);
            try (Tmux tmux = Tmux.of(room.stack())) {
                tmux.begin(client("container attach --no-stdin " + room.name("program")));
                tmux.awaitScreen("tick");
                tmux.key("C-c");
                tmux.awaitScreen("ended 130");
                tmux.next(client("container attach " + room.name("program")));
                tmux.awaitScreen("tick");
            }
            assertClientEnds(room);
            assertThat(program.exists()).isTrue();
        }
    }

    @Test
    void anInterruptOfWhoJoinsAProgramWithoutATerminalReachesItUnlessThatIsTurnedOff(Product product) {
        try (Room room = Room.of(product, "plain");
                Tmux tmux = Tmux.of(room.stack())) {
            room.run("program", Images.SMALL, "sh", "-c", TRAPPING);
            Proc program = program(room);
            tmux.begin(client("container attach --sig-proxy=false --no-stdin " + room.name("program")));
            tmux.awaitScreen("tick");
            tmux.key("C-c");
            tmux.awaitScreen("ended 130");
            assertThat(program.exists()).isTrue();
            tmux.next(client("container attach --no-stdin " + room.name("program")));
            tmux.awaitScreen("tick");
            tmux.key("C-c");
            tmux.awaitScreen("ended 6");
            assertThat(program.exists()).isFalse();
        }
    }

    @Test
    void aShellGoesOnWhenTheWindowOfAnAttachClosesThoughItsMakerHasLeft(Product product) {
        try (Room room = Room.of(product, "left")) {
            Proc shell;
            try (Tmux tmux = Tmux.of(room.stack())) {
                tmux.begin(client(run(room, "sh")));
                leave(tmux, "C-p", "C-q");
                tmux.awaitScreen("ended 0");
                shell = program(room);
                tmux.next(client("container attach " + room.name("program")));
                awaitAnswer(tmux);
            }
            assertClientEnds(room);
            assertThat(room.container("exec", room.name("program"), "true")
                            .run()
                            .code())
                    .isZero();
            assertThat(shell.exists()).isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource({"'',C-p,C-q", "'--detach-keys ctrl-a,x',C-a,x"})
    void detachKeysEndTheClientAndLeaveTheProgram(String flag, String first, String second, Product product) {
        try (Room room = Room.of(product, "detach");
                Tmux tmux = Tmux.of(room.stack())) {
            tmux.begin(client(run(room, "sh").replace("run ", "run " + flag + " ")));
            leave(tmux, first, second);
            tmux.awaitScreen("ended 0");
            assertThat(tmux.screen()).doesNotContain("read escape sequence");
            Proc shell = program(room);

            tmux.next(client("container attach " + flag + " " + room.name("program")));
            leave(tmux, first, second);
            tmux.awaitScreen("read escape sequence");
            tmux.awaitScreen("ended 1");

            tmux.next(client("container exec -it " + flag + " " + room.name("program") + " sh"));
            leave(tmux, first, second);
            tmux.awaitScreen("read escape sequence");
            tmux.awaitScreen("ended 1");

            assertThat(shell.exists()).isTrue();
            String container = shell.link("ns/pid").orElseThrow();
            assertThat(Proc.all().stream()
                            .filter(process -> process.link("ns/pid").equals(Optional.of(container)))
                            .filter(process -> process.commandLine().equals("sh")))
                    .as("the shell of run and that of exec")
                    .hasSize(2);
        }
    }

    /** Of the shell in the container. */
    private static void awaitAnswer(Tmux tmux) {
        Awaitility.await().untilAsserted(() -> {
            tmux.type("echo $((40+2))");
            assertThat(tmux.screen()).contains("\n42\n");
        });
    }

    private static void leave(Tmux tmux, String first, String second) {
        awaitAnswer(tmux);
        tmux.key(first);
        tmux.key(second);
    }

    @Test
    void theWindowsSizeReachesTheProgramsOfRunAttachAndExec(Product product) {
        try (Room room = Room.of(product, "size");
                Tmux tmux = Tmux.of(room.stack())) {
            tmux.begin(client(run(room, "sh")));
            assertSize(tmux, 30, 100);
            tmux.resize(80, 20);
            assertSize(tmux, 20, 80);
            tmux.key("C-p");
            tmux.key("C-q");
            tmux.awaitScreen("ended 0");

            tmux.resize(90, 25);
            tmux.next(client("container attach " + room.name("program")));
            assertSize(tmux, 25, 90);
            tmux.resize(70, 15);
            assertSize(tmux, 15, 70);

            tmux.next(client("container exec -it " + room.name("program") + " sh"));
            assertSize(tmux, 15, 70);
            tmux.resize(101, 31);
            assertSize(tmux, 31, 101);
        }
    }

    @Test
    void whoJoinsAShellSeesItsPromptAndHasTheWindowsSize(Product product) {
        try (Room room = Room.of(product, "drawn");
                Tmux tmux = Tmux.of(room.stack())) {
            tmux.begin(client(run(room, "sh").replace("run ", "run -e PS1=drawn: ")));
            leave(tmux, "C-p", "C-q");
            tmux.awaitScreen("ended 0");
            for (String joining : new String[] {"attach", "start -ai"}) {
                tmux.next(client("container " + joining + " " + room.name("program")));
                tmux.awaitScreen("drawn:");
                assertSize(tmux, 30, 100);
                tmux.key("C-p");
                tmux.key("C-q");
                tmux.awaitScreen("ended ");
            }
        }
    }

    private static void assertSize(Tmux tmux, int rows, int columns) {
        Awaitility.await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
            tmux.type("clear; stty size");
            assertThat(tmux.screen()).contains(rows + " " + columns);
        });
    }

    /** Keeps the client's process id, and does not end with the interrupt of its terminal. */
    private static String client(String command) {
        return "trap : INT; (echo $BASHPID > client; exec \"$JCOMPOSE\" " + command + ")";
    }

    private static String run(Room room, String... command) {
        return "container run -it --label " + room.label() + " --name " + room.name("program") + " " + Images.SMALL
                + " " + String.join(" ", command);
    }

    private static Proc program(Room room) {
        return Proc.of(Long.parseLong(inspect(room, "{{.State.Pid}}")));
    }

    private static String inspect(Room room, String format) {
        return room.container("inspect", "-f", format, room.name("program"))
                .run()
                .succeeds()
                .out()
                .strip();
    }

    private static void assertClientEnds(Room room) {
        Path file = room.stack().directory().resolve("client");
        Awaitility.await()
                .until(() ->
                        !Proc.of(Long.parseLong(Files.readString(file).strip())).exists());
    }
}

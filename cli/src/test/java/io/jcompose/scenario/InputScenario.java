package io.jcompose.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who gives a container its input, and when that is at its end: as docker 28.5, to which the table was compared. */
@ExtendWith(ScenarioExtension.class)
final class InputScenario {
    private static final String CONNECTED =
            "{{with .Config}}{{.OpenStdin}} {{.StdinOnce}} {{.AttachStdin}} {{.AttachStdout}} {{.AttachStderr}} {{.Tty}}{{end}}";

    @BeforeAll
    static void image(Images images) {
        images.small();
    }

    private static String inspect(Room room, String template, String name) {
        return room.container("inspect", "-f", template, name)
                .run()
                .succeeds()
                .out()
                .strip();
    }

    private static String create(Room room, String... words) {
        List<String> all = new ArrayList<>(List.of("create", "--label", room.label()));
        all.addAll(List.of(words));
        return room.container(all.toArray(String[]::new)).run().succeeds().out().strip();
    }

    private static long pid(Room room, String id) {
        return Long.parseLong(inspect(room, "{{.State.Pid}}", id));
    }

    /** In the order of {@link #CONNECTED}. */
    @ParameterizedTest
    @CsvSource({
        "create,                     false false false true true false",
        "create -i,                  true true true true true false",
        "create -i -t,               true true true true true true",
        "create -a stdin -i,         true true true false false false",
        "run,                        false false false true true false",
        "run -i,                     true true true true true false",
        "run -a stdout,              false false false true false false",
        "run -d,                     false false false false false false",
        "run -d -i,                  true false false false false false",
        "run -d -i -t,               true false false false false true",
        "run -d -t,                  false false false false false true",
    })
    void inspectTellsWithWhichStreamsItsMakerWasConnected(String flags, String connected, Product product) {
        try (Room room = Room.of(product, "connected")) {
            List<String> words = new ArrayList<>(List.of(flags.split(" ")));
            words.addAll(List.of("--label", room.label(), "--name", room.name("one"), Images.SMALL, "true"));
            room.container(words.toArray(String[]::new)).run().succeeds();
            assertThat(inspect(room, CONNECTED, room.name("one"))).isEqualTo(connected);
        }
    }

    @Test
    void theFirstCallerWhoFeedsAContainerGivesItsInputAnEnd(Product product) {
        try (Room room = Room.of(product, "once")) {
            String id = create(room, "-i", Images.SMALL, "sh", "-c", "cat; echo end; read more; exec sleep 1000");
            room.container("start", id).run().succeeds();
            long pid = pid(room, id);
            try (Command.Running listener = room.container("attach", "--no-stdin", "--sig-proxy=false", id)
                    .start()) {
                listener.signal("TERM");
                listener.await(Duration.ofSeconds(30));
            }
            try (Command.Running feeder = room.container("attach", "--sig-proxy=false", id)
                    .stdin("one\n")
                    .start()) {
                // Whoever only listens ended nothing: the program still reads.
                Awaitility.await().untilAsserted(() -> assertThat(feeder.out()).isEqualTo("one\nend\n"));
                feeder.signal("TERM");
                feeder.await(Duration.ofSeconds(30));
            }
            assertThat(Proc.of(pid).exists()).isTrue();
            // Nothing gets through any more: the second read was at its end, too, and what is sent goes nowhere.
            Awaitility.await().until(() -> Proc.of(pid).commandLine().startsWith("sleep"));
            try (Command.Running late = room.container("attach", "--sig-proxy=false", id)
                    .stdin("two\n")
                    .start()) {
                late.signal("TERM");
                late.await(Duration.ofSeconds(30));
            }
            assertThat(room.container("logs", id).run().succeeds().out()).isEqualTo("one\nend\n");
        }
    }

    @Test
    void whoGoesWithoutAnEndEndsTheInputToo(Product product) {
        try (Room room = Room.of(product, "gone")) {
            String id = create(room, "-i", Images.SMALL, "sh", "-c", "cat; echo end");
            room.container("start", id).run().succeeds();
            try (Command.Running feeder = room.stack()
                    .shell("(echo one; sleep 1000) | exec \"$JCOMPOSE\" container attach --sig-proxy=false " + id)
                    .start()) {
                Awaitility.await().untilAsserted(() -> assertThat(feeder.out()).isEqualTo("one\n"));
            }
            Awaitility.await()
                    .untilAsserted(() -> assertThat(
                                    room.container("wait", id).run().succeeds().out())
                            .isEqualTo("0\n"));
            assertThat(room.container("logs", id).run().succeeds().out()).isEqualTo("one\nend\n");
        }
    }

    @Test
    void startWithInputEndsItAndStartWithoutDoesNot(Product product) {
        try (Room room = Room.of(product, "started")) {
            String id = create(room, "-i", Images.SMALL, "cat");
            assertThat(room.container("start", "-ai", id)
                            .stdin("one\n")
                            .run()
                            .succeeds()
                            .out())
                    .isEqualTo("one\n");
            try (Command.Running listener =
                    room.container("start", "-a", "--sig-proxy=false", id).start()) {
                Awaitility.await()
                        .until(() -> !inspect(room, "{{.State.Pid}}", id).equals("0"));
                listener.signal("TERM");
                listener.await(Duration.ofSeconds(30));
            }
            assertThat(room.container("attach", id)
                            .stdin("two\n")
                            .run()
                            .succeeds()
                            .out())
                    .isEqualTo("two\n");
        }
    }

    @Test
    void theInputOfAContainerInTheBackgroundNeverEnds(Product product) {
        try (Room room = Room.of(product, "forever")) {
            String id = room.run("cat", "-i", Images.SMALL, "cat");
            long pid = pid(room, id);
            for (String word : List.of("one\n", "two\n")) {
                try (Command.Running feeder = room.container("attach", "--sig-proxy=false", id)
                        .stdin(word)
                        .start()) {
                    Awaitility.await()
                            .untilAsserted(() -> assertThat(feeder.out()).isEqualTo(word));
                    feeder.signal("TERM");
                    feeder.await(Duration.ofSeconds(30));
                }
            }
            assertThat(Proc.of(pid).exists()).isTrue();
        }
    }

    /** Twice as many of them as the engine has threads of the machine for its virtual ones. */
    @Test
    void programsThatDoNotReadTheirInputHoldUpNobodyElse(Product product) {
        try (Room room = Room.of(product, "unread")) {
            String id = room.run("program", "-i", Images.SMALL, "sleep", "1000");
            List<Command.Running> feeders = new ArrayList<>();
            try {
                for (int i = 0; i < Math.max(8, Runtime.getRuntime().availableProcessors()); i++) {
                    feeders.add(flood(room, "exec -i " + id + " sleep 1000"));
                    feeders.add(flood(room, "attach --sig-proxy=false " + id));
                }
                for (int i = 0; i < 20; i++) {
                    assertThat(room.container("exec", id, "echo", "heard")
                                    .within(Duration.ofSeconds(20))
                                    .run()
                                    .succeeds()
                                    .out())
                            .isEqualTo("heard\n");
                }
            } finally {
                feeders.forEach(Command.Running::close);
            }
        }
    }

    private static Command.Running flood(Room room, String words) {
        return room.stack()
                .shell("exec \"$JCOMPOSE\" container " + words + " < /dev/zero")
                .start();
    }
}

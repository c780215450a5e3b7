package io.jcompose.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** An engine whose heap is full ends, rather than to go on with threads of which some may have stopped anywhere. */
@ExtendWith(ScenarioExtension.class)
final class HeapScenario {
    /** Together a bit less than a file's aliases may make of it. */
    private static final int SERVICES = 120;

    private static final int VARIABLES = 4000;

    /** As many such files are more than the heap holds. */
    private static final int COMMANDS = 10;

    private static final Duration PATIENCE = Duration.ofMinutes(4);

    private static String compose() {
        String variables = IntStream.range(0, VARIABLES)
                .mapToObj(i -> "    V%1$d: value number %1$d\n".formatted(i))
                .collect(Collectors.joining());
        String services = IntStream.range(0, SERVICES)
                .mapToObj("  s%d:\n    <<: *base\n"::formatted)
                .collect(Collectors.joining());
        return "x-base: &base\n  image: none\n  environment:\n" + variables + "services:\n" + services;
    }

    @Test
    void withoutHeapItEndsAndTheNextOneLooksAfterWhatRuns(@TempDir Path directory) throws IOException {
        Files.writeString(directory.resolve("compose.yaml"), compose());
        try (Product product = Product.fresh()) {
            new Images(product).small();
            try (Room room = Room.of(product, "heap")) {
                room.run("living", "--restart", "always", Images.SMALL, "sleep", "1000");
                long living = pid(room);

                assertThat(atOnce(product.command("config", "-q").in(directory)))
                        .anySatisfy(outcome -> assertThat(outcome.err())
                                .contains("the engine ended before the command did; running containers go on"));
                assertThat(product.home().resolve("engine.log")).content().contains("Java heap space");
                assertThat(Proc.of(living).exists()).isTrue();
                assertThat(pid(room)).isEqualTo(living);
                Command.system("kill", "-KILL", Long.toString(living)).succeeds();
                Awaitility.await().until(() -> pid(room) != 0 && pid(room) != living);
            }
        }
    }

    private static List<Outcome> atOnce(Command command) {
        List<Command.Running> running = new ArrayList<>();
        try {
            for (int i = 0; i < COMMANDS; i++) {
                running.add(command.start());
            }
            return running.stream().map(each -> each.await(PATIENCE)).toList();
        } finally {
            running.forEach(Command.Running::close);
        }
    }

    private static long pid(Room room) {
        return Long.parseLong(room.inspect("living", "{{.State.Pid}}"));
    }
}

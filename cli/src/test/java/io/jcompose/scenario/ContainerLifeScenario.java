package io.jcompose.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** {@code container ...} on containers that are there: by name, by id, by the beginning of an id, several at once. */
@ExtendWith(ScenarioExtension.class)
final class ContainerLifeScenario {
    private static final String TWO = """
            services:
              one:
                image: %1$s
                command: ["sleep", "1000"]
              two:
                image: %1$s
                command: ["sleep", "1000"]
            """.formatted(Images.SMALL);

    @Test
    void containersAreFoundByNameAndByTheBeginningOfTheirId(Product product, Images images) {
        images.small();
        try (Stack stack = Stack.of(product, "found", TWO)) {
            stack.up();
            String id = stack.containers("one").getFirst();
            long pid = stack.pid("one");
            String other = stack.project() + "-two-1";
            Footprint both = stack.footprint();
            assertThat(product.command("container", "pause", id.substring(0, 6))
                            .run()
                            .succeeds()
                            .out())
                    .isEqualTo(id.substring(0, 6) + "\n");
            product.command("container", "unpause", id).run().succeeds();
            assertThat(product.command("container", "kill", "-s", "SIGKILL", id.substring(0, 12), other)
                            .run()
                            .succeeds()
                            .lines())
                    .containsExactly(id.substring(0, 12), other);
            assertThat(product.command("container", "wait", id, other)
                            .run()
                            .succeeds()
                            .lines())
                    .containsExactly("137", "137");
            assertThat(Proc.of(pid).exists()).isFalse();
            product.command("container", "rename", other, stack.project() + "-renamed")
                    .run()
                    .succeeds();
            product.command("container", "rm", "-v", id, stack.project() + "-renamed")
                    .run()
                    .succeeds();
            assertThat(both.pids()).noneMatch(each -> Proc.of(each).exists());
            assertThat(product.home().resolve("containers").resolve(id)).doesNotExist();
            assertThat(stack.jcompose("ps", "-aq").run().succeeds().out()).isEmpty();
        }
    }

    @Test
    void whatIsNotThereIsSaidInDockersWordsAndTheOthersAreServed(Product product, Images images) {
        images.small();
        try (Stack stack = Stack.of(product, "missing", TWO)) {
            stack.up();
            String name = stack.project() + "-one-1";
            for (String command : List.of("kill", "stop", "start", "restart", "pause", "wait", "rm")) {
                Outcome outcome = product.command("container", command, "no-such-one")
                        .run()
                        .fails(1);
                assertThat(outcome.err()).contains("No such container: no-such-one");
            }
            Outcome outcome = product.command("container", "stop", "-t", "0", "no-such-one", name)
                    .run()
                    .fails(1);
            assertThat(outcome.lines()).containsExactly(name);
            assertThat(product.command("container", "rm", "-f", "no-such-one")
                            .run()
                            .succeeds()
                            .err())
                    .isEqualTo("No such container: no-such-one\n");
        }
    }

    /** The first process of a pid namespace gets no signal that it has no handler for: nobody should have to find out why each stop takes ten seconds. */
    @Test
    void aStopThatTookTheWholeGraceTimeSaysWhy(Product product, Images images) {
        images.small();
        String handler = "trap 'exit 3' TERM; echo ready; while true; do sleep 0.1; done";
        List<String> names = List.of("stop-deaf", "stop-hears", "stop-early");
        try {
            start(product, names.get(0), "sleep", "1000");
            start(product, names.get(1), "sh", "-c", handler);
            start(product, names.get(2), "sleep", "1000");
            Awaitility.await()
                    .until(() -> product.command("container", "logs", "stop-hears")
                            .run()
                            .out()
                            .contains("ready"));

            Outcome stopped = product.command("container", "stop", "stop-deaf", "stop-hears")
                    .run()
                    .succeeds();
            assertThat(stopped.lines()).containsExactly("stop-deaf", "stop-hears");
            assertThat(stopped.err().lines())
                    .containsExactly(
                            "warning: container \"stop-deaf\" could not hear SIGTERM, because its first process has no"
                                    + " handler for it, and was killed after 2 s; make it with --init or with a shorter --stop-timeout");
            assertThat(product.command("container", "stop", "-s", "KILL", "stop-early")
                            .run()
                            .succeeds()
                            .err())
                    .isEmpty();
            assertThat(product.command("container", "inspect", "-f", "{{.State.ExitCode}}", "stop-deaf", "stop-hears")
                            .run()
                            .succeeds()
                            .lines())
                    .containsExactly("137", "3");
        } finally {
            names.forEach(name -> product.command("container", "rm", "-f", name).run());
        }
    }

    private static void start(Product product, String name, String... program) {
        List<String> words = new ArrayList<>(
                List.of("container", "run", "-d", "--network", "none", "--stop-timeout", "2", "--name", name));
        words.add(Images.SMALL);
        words.addAll(List.of(program));
        product.command(words.toArray(String[]::new)).run().succeeds();
    }
}

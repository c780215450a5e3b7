package io.jcompose.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
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
}

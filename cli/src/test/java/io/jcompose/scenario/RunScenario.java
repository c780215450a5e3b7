package io.jcompose.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** {@code run}: one-off containers of a service, with the caller's streams. */
@ExtendWith(ScenarioExtension.class)
final class RunScenario {
    private static final String COMPOSE = """
            services:
              tool:
                image: %s
                command: ["sleep", "1000"]
            """.formatted(Images.SMALL);

    @Test
    void aOneOffHasTheCallersStreamsAndCodeAndLeavesNothing(Product product, Images images) {
        images.small();
        try (Stack stack = Stack.of(product, "oneoff", COMPOSE)) {
            Outcome outcome = stack.jcompose("run", "--rm", "-T", "tool", "sh", "-c", "tr a-z A-Z; echo $0 >&2; exit 3")
                    .stdin("hello\nthere\n")
                    .run();
            assertThat(outcome.out()).isEqualTo("HELLO\nTHERE\n");
            assertThat(outcome.err()).endsWith("sh\n");
            assertThat(outcome.code()).isEqualTo(3);
            assertThat(stack.jcompose("ps", "-aq").run().succeeds().out()).isEmpty();
        }
    }

    @Test
    void muchInputComesThroughWholeAndTheFirstByteIsHeard(Product product, Images images) {
        images.small();
        String text = "0123456789abcdef\n".repeat(60_000);
        try (Stack stack = Stack.of(product, "through", COMPOSE)) {
            assertThat(stack.jcompose("run", "--rm", "-T", "tool", "cat")
                            .stdin(text)
                            .run()
                            .succeeds()
                            .out())
                    .isEqualTo(text);
        }
    }

    @Test
    void aProgramThatIsMissingIs127AndLeavesNothing(Product product, Images images) {
        images.small();
        try (Stack stack = Stack.of(product, "missing", COMPOSE)) {
            Outcome outcome =
                    stack.jcompose("run", "-T", "tool", "no-such-program").run();
            assertThat(outcome.code()).isEqualTo(127);
            assertThat(outcome.err()).contains("no-such-program");
            assertThat(stack.jcompose("ps", "-aq").run().succeeds().out()).isEmpty();
        }
    }
}

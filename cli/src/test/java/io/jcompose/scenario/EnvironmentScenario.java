package io.jcompose.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A variable that is named and has no value nowhere is taken away from what the image has (compose-spec, "environment"; docker 28.5). */
@ExtendWith(ScenarioExtension.class)
final class EnvironmentScenario {
    private static final String COMPOSE = """
            services:
              named:
                image: with-variables
                build:
                  dockerfile_inline: |
                    FROM %s
                    ENV GONE=image KEPT=image CHANGED=image
                environment:
                  - GONE
                  - CHANGED=file
                command: ["sleep", "1000"]
                stop_signal: SIGKILL
                post_start:
                  - command: ["sh", "-c", "env > /hook"]
                    environment: [KEPT]
            """.formatted(Images.SMALL);

    private static List<String> variables(Outcome outcome) {
        return outcome.succeeds().lines().stream()
                .filter(line -> line.matches("(GONE|KEPT|CHANGED)=.*"))
                .sorted()
                .toList();
    }

    @Test
    void aVariableWithoutAValueIsTakenAway(Product product, Images images) {
        images.small();
        try (Stack stack = Stack.of(product, "variables", COMPOSE)) {
            stack.jcompose("up", "-d").run().succeeds();
            assertThat(variables(stack.jcompose("exec", "-T", "named", "env").run()))
                    .containsExactly("CHANGED=file", "KEPT=image");
            assertThat(variables(stack.jcompose("exec", "-T", "-e", "KEPT", "named", "env")
                            .run()))
                    .containsExactly("CHANGED=file");
            assertThat(variables(stack.jcompose("exec", "-T", "named", "cat", "/hook")
                            .run()))
                    .containsExactly("CHANGED=file");
            assertThat(variables(stack.jcompose("run", "--rm", "-T", "-e", "KEPT", "named", "env")
                            .run()))
                    .containsExactly("CHANGED=file");
            assertThat(stack.jcompose("up", "-d").run().succeeds().text())
                    .as("nothing has changed")
                    .contains("Running")
                    .doesNotContain("Recreate");
        }
    }

    @Test
    void theSameIsTrueOfContainersWithoutAFile(Product product, Images images) {
        images.small();
        try (Room room = Room.of(product, "variable");
                Stack stack = Stack.of(product, "variabled", COMPOSE)) {
            stack.jcompose("build").run().succeeds();
            assertThat(variables(room.container("run", "--rm", "-e", "GONE", "-e", "KEPT", "with-variables", "env")
                            .env("KEPT", "caller")
                            .run()))
                    .containsExactly("CHANGED=image", "KEPT=caller");
            room.run("one", "-e", "GONE", "with-variables", "sleep", "1000");
            assertThat(room.container("inspect", "-f", "{{join .Config.Env \" \"}}", room.name("one"))
                            .run()
                            .succeeds()
                            .out())
                    .startsWith("GONE ")
                    .doesNotContain("GONE=");
            assertThat(variables(room.container("exec", "-e", "KEPT", room.name("one"), "env")
                            .run()))
                    .containsExactly("CHANGED=image");
            product.killEngine();
            assertThat(variables(room.container("exec", room.name("one"), "env").run()))
                    .containsExactly("CHANGED=image", "KEPT=image");
            room.container("restart", "-t", "0", room.name("one")).run().succeeds();
            Awaitility.await()
                    .untilAsserted(() -> assertThat(variables(room.container("exec", room.name("one"), "env")
                                    .run()))
                            .containsExactly("CHANGED=image", "KEPT=image"));
        }
    }
}

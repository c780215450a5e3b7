package io.jcompose.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** {@code commit} and {@code export}, {@code container commit}, {@code export} and {@code diff}. */
@ExtendWith(ScenarioExtension.class)
final class CommitScenario {
    private static final String COMPOSE = """
            services:
              web:
                image: %s
                command: ["sh", "-c", "echo hello > /www/index; sleep 1000"]
            """.formatted(Images.SMALL);

    @Test
    void aServicesContainerBecomesAnImageAndATar(Product product, Images images) {
        images.small();
        try (Stack stack = Stack.of(product, "commit", COMPOSE)) {
            stack.up();
            String web = stack.project() + "-web-1";
            org.awaitility.Awaitility.await()
                    .untilAsserted(() -> assertThat(product.command("container", "diff", web)
                                    .run()
                                    .succeeds()
                                    .lines())
                            .containsExactly("C /www", "A /www/index"));
            assertThat(product.command("container", "diff", "--format", "json", web)
                            .run()
                            .succeeds()
                            .lines())
                    .containsExactly("{\"Kind\":\"C\",\"Path\":\"/www\"}", "{\"Kind\":\"A\",\"Path\":\"/www/index\"}");
            String name = stack.project() + ":snap";
            try {
                assertThat(stack.jcompose(
                                        "commit",
                                        "-a",
                                        "its maker",
                                        "-m",
                                        "snapshot",
                                        "-c",
                                        "CMD [\"cat\", \"/www/index\"]",
                                        "web",
                                        name)
                                .run()
                                .succeeds()
                                .out())
                        .matches("sha256:[0-9a-f]{64}\n");
                assertThat(product.command(
                                        "image",
                                        "inspect",
                                        "-f",
                                        "{{json .Config.Cmd}} {{.Author}}, {{.Comment}} {{index .RepoTags 0}} {{.Config.Volumes}} {{.RootFS.Type}}",
                                        name)
                                .run()
                                .succeeds()
                                .out())
                        .isEqualTo("[\"cat\",\"/www/index\"] its maker, snapshot " + name + " map[] layers\n");
                assertThat(product.command("container", "commit", "--pause=false", web)
                                .run()
                                .succeeds()
                                .out())
                        .matches("sha256:[0-9a-f]{64}\n");
                assertThat(stack.jcompose("events", "--json", "--since", "1h", "--until", "0s")
                                .run()
                                .succeeds()
                                .lines())
                        .filteredOn(line -> line.contains("\"action\":\"commit\""))
                        .hasSize(2)
                        .anyMatch(line -> line.contains("\"comment\":\"snapshot\"") && line.contains(name));
                stack.jcompose("export", "-o", "web.tar", "web").run().succeeds();
                assertThat(stack.shell("tar -xOf web.tar www/index && $JCOMPOSE container export " + web
                                        + " | tar -t | grep -c ^www/index$")
                                .run()
                                .succeeds()
                                .out())
                        .isEqualTo("hello\n1\n");
                assertThat(product.command("container", "commit", "-c", "RUN true", web)
                                .run()
                                .fails(1)
                                .err())
                        .contains("is not a valid change command");
            } finally {
                product.command("image", "rm", "-f", name).run().succeeds();
            }
        }
    }
}

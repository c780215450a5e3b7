package io.jcompose.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** {@code cp} and {@code container cp}. */
@ExtendWith(ScenarioExtension.class)
final class CopyScenario {
    private static final String COMPOSE = """
            services:
              web:
                image: %s
                command: ["sleep", "1000"]
                scale: 2
            """.formatted(Images.SMALL);

    @Test
    void filesGoIntoAllReplicasAndComeBackFromOne(Product product, Images images) throws IOException {
        images.small();
        try (Stack stack = Stack.of(product, "copy", COMPOSE)) {
            stack.up();
            stack.with("site/index.html", "hello");
            assertThat(stack.jcompose("cp", "site/.", "web:/srv")
                            .run()
                            .succeeds()
                            .err())
                    .contains("Successfully copied ", " to " + stack.project() + "-web-1:/srv", "-web-2:/srv");
            assertThat(stack.jcompose("exec", "-T", "--index", "2", "web", "cat", "/srv/index.html")
                            .run()
                            .succeeds()
                            .out())
                    .isEqualTo("hello");
            stack.jcompose("cp", "--index", "2", "web:/srv/index.html", "back")
                    .run()
                    .succeeds();
            assertThat(Files.readString(stack.directory().resolve("back"))).isEqualTo("hello");
            assertThat(stack.jcompose("cp", "web:/no", ".").run().fails(1).err())
                    .contains("Could not find the file /no in container " + stack.project() + "-web-1");
            assertThat(stack.jcompose("cp", "site", "back").run().fails(1).err())
                    .contains("unknown copy direction");
        }
    }

    @Test
    void archivesGoThroughPipesAndStoppedContainersToo(Product product, Images images) {
        images.small();
        try (Stack stack = Stack.of(product, "tar", COMPOSE)) {
            stack.up();
            stack.jcompose("stop", "-t", "0").run().succeeds();
            stack.with("tree/deep/file", "through");
            String web = stack.project() + "-web-1";
            assertThat(stack.shell("tar -c tree | $JCOMPOSE container cp - " + web + ":/tmp && "
                                    + "$JCOMPOSE container cp " + web + ":/tmp/tree/deep - | tar -xO deep/file")
                            .env("JCOMPOSE", product.launcher().toString())
                            .run()
                            .succeeds()
                            .out())
                    .isEqualTo("through");
            assertThat(product.command("container", "cp", "-q", web + ":/tmp", stack.directory() + "/got")
                            .run()
                            .succeeds()
                            .err())
                    .isEmpty();
            assertThat(stack.directory().resolve("got/tree/deep/file")).hasContent("through");
        }
    }
}

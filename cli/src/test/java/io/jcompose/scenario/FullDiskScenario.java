package io.jcompose.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The home's file system gets full: everybody is told where, nothing breaks, and once there is room all goes on with the same engine. */
@ExtendWith(ScenarioExtension.class)
final class FullDiskScenario {
    private static final String COMPOSE = """
            services:
              web:
                image: %1$s
                command: ["sh", "-c", "i=0; while true; do i=$$((i+1)); echo line $$i; usleep 5000; done"]
                stop_signal: SIGKILL
              other:
                image: %1$s
                command: ["sleep", "1000"]
                stop_signal: SIGKILL
                volumes: ["/anonymous"]
            """.formatted(Images.SMALL);
    private static final String BUILD = """
            services:
              built:
                image: built:1
                build:
                  context: .
                  dockerfile_inline: |
                    FROM %s
                    COPY compose.yaml /
            """.formatted(Images.SMALL);

    @Test
    void withoutRoomOneIsToldAndStopsWhatRunsAndWithRoomAllGoesOn() {
        try (Product product = Product.fresh()) {
            mount(product.home(), "size=64m");
            new Images(product).small();
            try (Stack stack = Stack.of(product, "full", COMPOSE).with("build.yaml", BUILD)) {
                stack.up();
                long engine = product.enginePid();
                product.shell("dd if=/dev/zero of=\"$JCOMPOSE_HOME/filler\" bs=64k 2>&1; true")
                        .run()
                        .succeeds();

                saysWhere(stack, "KiB free of 65536 KiB");
                stack.jcompose("container", "run", "--rm", Images.SMALL, "true")
                        .run()
                        .succeeds();
                assertThat(stack.jcompose("exec", "-T", "web", "echo", "well")
                                .run()
                                .succeeds()
                                .out())
                        .as("a container whose commit failed")
                        .isEqualTo("well\n");
                stack.jcompose("pause", "web").run().succeeds();
                stack.jcompose("unpause", "web").run().succeeds();
                int lines = stack.logs("web").lines().toList().size();
                stack.jcompose("rm", "-sfv", "other").run().succeeds();
                product.shell("dd if=/dev/zero of=\"$JCOMPOSE_HOME/filler2\" bs=4k 2>&1; true")
                        .run()
                        .succeeds();
                stack.jcompose("stop", "web").run().succeeds();

                product.shell("rm \"$JCOMPOSE_HOME\"/filler*").run().succeeds();
                allGoesOn(stack);
                Awaitility.await()
                        .until(() -> stack.logs("web").lines().toList().size() > lines);
                assertThat(product.enginePid()).isEqualTo(engine);
                new Aftermath(product, "with room again").isClean();
            }
        }
    }

    @Test
    void whatContainersSayIsHeardWhenTheRunDirectoryIsFull() throws IOException {
        try (Product product = Product.fresh()) {
            Files.createDirectory(product.runDirectory());
            mount(product.runDirectory(), "size=8m");
            new Images(product).small();
            try (Stack stack = Stack.of(product, "run", COMPOSE)) {
                stack.up();
                long engine = product.enginePid();
                product.shell("dd if=/dev/zero of=\"$JCOMPOSE_RUN/filler\" bs=4k 2>&1; true")
                        .run()
                        .succeeds();
                // more in one go than the memory that is there already
                stack.jcompose(
                                "exec",
                                "-T",
                                "other",
                                "sh",
                                "-c",
                                "head -c 60000 /dev/zero | tr '\\0' x > /proc/1/fd/1; printf 'begun' > /proc/1/fd/1")
                        .run()
                        .succeeds();
                Awaitility.await().until(() -> stack.logs("other").length() >= 49152);
                assertThat(stack.jcompose("container", "run", "--rm", Images.SMALL, "true")
                                .run()
                                .fails()
                                .err())
                        .containsIgnoringCase("no space left on device")
                        .contains("/run\" is on a file system (tmpfs) with 0 KiB free of 8192 KiB");
                product.shell("rm \"$JCOMPOSE_RUN/filler\"").run().succeeds();

                stack.jcompose("container", "run", "--rm", Images.SMALL, "true")
                        .run()
                        .succeeds();
                assertThat(product.enginePid()).isEqualTo(engine);
                stack.jcompose("stop", "other").run().succeeds();
                assertThat(stack.logs("other"))
                        .hasSizeGreaterThanOrEqualTo(60005)
                        .endsWith("begun\n");
            }
        }
    }

    @Test
    void withoutInodesToo() {
        try (Product product = Product.fresh()) {
            mount(product.home(), "size=64m,nr_inodes=5000");
            new Images(product).small();
            try (Stack stack = Stack.of(product, "inodes", COMPOSE).with("build.yaml", BUILD)) {
                stack.up();
                product.shell("i=0; while : 2> /dev/null > \"$JCOMPOSE_HOME/filler$i\"; do i=$((i+1)); done; true")
                        .run()
                        .succeeds();
                saysWhere(stack, "inode");
                saysWhere(stack, "inode", "container", "run", "--rm", Images.SMALL, "true");
                saysWhere(stack, "inode", "container", "run", "--rm", "-v", "new:/usr", Images.SMALL, "true");
                product.shell("cd \"$JCOMPOSE_HOME\" && find . -maxdepth 1 -name 'filler*' -delete")
                        .run()
                        .succeeds();
                allGoesOn(stack);
                new Aftermath(product, "with inodes again").isClean();
            }
        }
    }

    private static void mount(Path place, String options) {
        Command.system("mount", "-t", "tmpfs", "-o", options + ",mode=711", "tmpfs", place.toString())
                .succeeds();
    }

    private static void saysWhere(Stack stack, String room) {
        saysWhere(stack, room, "commit", "web", "committed:1");
        saysWhere(stack, room, "-f", "build.yaml", "build");
    }

    private static void saysWhere(Stack stack, String room, String... words) {
        assertThat(stack.jcompose(words).run().fails().err())
                .as("%s", (Object) words)
                .containsIgnoringCase("no space left on device")
                .contains("/home\" is on a file system (tmpfs")
                .contains(room)
                .doesNotContain("defect");
    }

    private static void allGoesOn(Stack stack) {
        stack.up();
        stack.jcompose("commit", "web", "committed:1").run().succeeds();
        stack.jcompose("-f", "build.yaml", "build").run().succeeds();
        for (String image : List.of("committed:1", "built:1", Images.SMALL)) {
            assertThat(stack.jcompose("container", "run", "--rm", "-v", "new:/usr", image, "echo", "well")
                            .run()
                            .succeeds()
                            .out())
                    .isEqualTo("well\n");
        }
        assertThat(stack.containers()).hasSize(2);
    }
}

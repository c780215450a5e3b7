package io.jcompose.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The files of an image in a container of another one, as docker 28.5 shows them. */
@ExtendWith(ScenarioExtension.class)
final class ImageMountScenario {
    @BeforeAll
    static void image(Images images) {
        images.small();
    }

    /** An image of two layers with a file at /sub/dir/file, and links out of it and within. */
    private static String tools(Room room) {
        String image = room.stack().project() + ":tools";
        String id = room.run(
                "maker",
                Images.SMALL,
                "sh",
                "-c",
                "mkdir -p /sub/dir; echo of the image > /sub/dir/file; ln -s /etc /sub/absolute;"
                        + " ln -s ../../../.. /sub/up; ln -s dir /sub/within; echo made; exec sleep 1000");
        org.awaitility.Awaitility.await()
                .until(() -> room.container("logs", id).run().out().contains("made"));
        room.container("commit", id, image).run().succeeds();
        room.container("rm", "-f", id).run().succeeds();
        return image;
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "runc"})
    void itsFilesAreThereAndCantBeChanged(String runtime, Product product) {
        if (!runtime.isEmpty()) {
            Requirements.programs(runtime);
        }
        try (Room room = Room.of(product, "shown")) {
            String image = tools(room);
            try (Stack stack = Stack.of(product, "shows", """
                    services:
                      web:
                        image: %1$s
                        %3$s
                        command: ["sh", "-c", "cat /whole/sub/dir/file /part/file /one; ls /small/bin | grep -x sleep; exec sleep 1000"]
                        stop_signal: SIGKILL
                        volumes:
                          - {type: image, source: "%2$s", target: /whole}
                          - {type: image, source: "%2$s", target: /part, image: {subpath: sub/within}}
                          - {type: image, source: "%2$s", target: /one, image: {subpath: sub/dir/file}}
                          - {type: image, source: "%1$s", target: /small}
                    """.formatted(
                            Images.SMALL, image, runtime.isEmpty() ? "" : "runtime: " + runtime))) {
                stack.up();
                assertThat(stack.logs("web")).contains("of the image\nof the image\nof the image\nsleep\n");
                List<String> mounts = Proc.of(stack.pid("web")).mounts();
                for (String target : List.of("/whole", "/part", "/one", "/small")) {
                    assertThat(mounts)
                            .filteredOn(line -> line.contains(" " + target + " "))
                            .singleElement()
                            .asString()
                            .contains(" " + target + " ro,");
                    stack.jcompose("exec", "-T", "web", "touch", target + "/x")
                            .run()
                            .fails(1);
                }
                assertThat(stack.jcompose(
                                        "container",
                                        "inspect",
                                        "-f",
                                        "{{range .Mounts}}{{.Type}} {{.Name}} {{.Destination}} {{.RW}};{{end}}",
                                        stack.containers("web").getFirst())
                                .run()
                                .succeeds()
                                .out())
                        .startsWith("image " + image + " /whole false;image " + image + " /part false;");
                assertThat(stack.jcompose("image", "rm", image).run().fails(1).err())
                        .contains("is using its referenced image");
            }
            // Nobody shows it any more.
            room.stack().jcompose("image", "rm", image).run().succeeds();
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '§', textBlock = """
            ../x         § subpath must be a relative path within the volume
            /sub/dir     § subpath must be a relative path within the volume
            sub/up       § EXDEV
            sub/up/etc   § EXDEV
            sub/absolute § EXDEV
            no/such      § ENOENT
            """)
    void whatIsNotInTheImageIsRefusedBeforeAnythingIsMade(String subpath, String told, Product product) {
        try (Room room = Room.of(product, "escapes")) {
            String image = tools(room);
            try {
                assertThat(room.container(
                                        "create",
                                        "--label",
                                        room.label(),
                                        "--mount",
                                        "type=image,source=" + image + ",target=/x,image-subpath=" + subpath,
                                        Images.SMALL,
                                        "true")
                                .run()
                                .fails(1)
                                .err())
                        .contains(told)
                        .doesNotContain("defect");
                assertThat(room.ids()).isEmpty();
            } finally {
                room.stack().jcompose("image", "rm", image).run();
            }
        }
    }

    @Test
    void upAndRunPullAnImageThatIsNotHere(Product product) {
        try (Room room = Room.of(product, "pulled");
                Registry registry = Registry.start()) {
            String made = tools(room);
            String remote = registry.push(product.home().resolve("oci"), "docker.io/library/" + made, "tools:1");
            room.stack().jcompose("image", "rm", made).run().succeeds();
            try (Stack stack = Stack.of(product, "pulls", """
                    services:
                      web:
                        image: %1$s
                        command: ["sh", "-c", "cat /t/sub/dir/file; exec sleep 1000"]
                        stop_signal: SIGKILL
                        volumes: [{type: image, source: "%2$s", target: /t}]
                    """.formatted(Images.SMALL, remote))) {
                assertThat(stack.jcompose("up", "-d", "--pull", "never")
                                .run()
                                .fails(1)
                                .err())
                        .contains("image \"" + remote + "\" is not here and its pull policy is never");
                assertThat(stack.jcompose("run", "--rm", "web", "cat", "/t/sub/dir/file")
                                .run()
                                .succeeds()
                                .out())
                        .isEqualTo("of the image\n");
                room.stack().jcompose("image", "rm", remote).run().succeeds();
                stack.up();
                assertThat(stack.logs("web")).isEqualTo("of the image\n");
                stack.jcompose("down", "-t", "0").run().succeeds();
            } finally {
                room.stack().jcompose("image", "rm", remote).run();
            }
        }
    }

    @Test
    void anImageThatIsNotHereOrNotNamedIsSaid(Product product) {
        try (Room room = Room.of(product, "unknown")) {
            assertThat(room.container("create", "--mount", "type=image,target=/x", Images.SMALL)
                            .run()
                            .fails(125)
                            .err())
                    .contains("field Source must not be empty");
            assertThat(room.container("create", "--mount", "type=image,source=no-such-one,target=/x", Images.SMALL)
                            .run()
                            .fails(1)
                            .err())
                    .contains("no such image");
        }
    }
}

package io.jcompose.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What docker 28.5 does in cases that are rare by themselves, and that scripts come to rely on. */
@ExtendWith(ScenarioExtension.class)
final class ContainerEdgesScenario {
    @BeforeAll
    static void image(Images images) {
        images.small();
    }

    @Test
    void whatWasNeverStartedIsNotWaitedFor(Product product) {
        try (Room room = Room.of(product, "created")) {
            room.container("create", "--label", room.label(), "--name", room.name("one"), Images.SMALL, "true")
                    .run()
                    .succeeds();
            assertThat(room.container("wait", room.name("one"))
                            .within(Duration.ofSeconds(20))
                            .run()
                            .succeeds()
                            .out())
                    .isEqualTo("0\n");
        }
    }

    @Test
    void aWrongFlagOfCreateHasItsOwnCodeAndARefusalTheOrdinaryOne(Product product) {
        try (Room room = Room.of(product, "codes")) {
            room.container("create", "-p", "x", Images.SMALL).run().fails(125);
            room.container("create", "--health-interval", "soon", Images.SMALL)
                    .run()
                    .fails(125);
            room.run("one", Images.SMALL, "true");
            room.container("create", "--name", room.name("one"), Images.SMALL)
                    .run()
                    .fails(1);
            assertThat(room.ids()).hasSize(1);
        }
    }

    @Test
    void theIdIsToldThoughTheProgramIsMissing(Product product) {
        try (Room room = Room.of(product, "missing")) {
            Outcome run = room.container(
                            "run", "-d", "--label", room.label(), "--name", room.name("one"), Images.SMALL, "nosuch")
                    .run()
                    .fails(127);
            assertThat(run.lines()).isEqualTo(room.ids());
            assertThat(run.err()).contains("\"nosuch\": executable file not found");
            room.container("start", room.name("one")).run().fails(1);
            room.container("start", "-a", room.name("one")).run().fails(1);
        }
    }

    @Test
    void aNameMayHaveItsSlashAndHasTwoCharacters(Product product) {
        try (Room room = Room.of(product, "names")) {
            room.container("create", "--label", room.label(), "--name", "/" + room.name("one"), Images.SMALL)
                    .run()
                    .succeeds();
            room.container("rename", room.name("one"), "x").run().fails(1);
            room.container("rename", room.name("one"), "/" + room.name("two"))
                    .run()
                    .succeeds();
            assertThat(room.container("ls", "-a", "-f", "label=" + room.label(), "--format", "{{.Names}}")
                            .run()
                            .succeeds()
                            .out())
                    .isEqualTo(room.name("two") + "\n");
        }
    }

    @Test
    void aDeviceMayBeGivenPermissionsAloneAndALabelOfAFileNeedsAValue(Product product) {
        try (Room room = Room.of(product, "words")) {
            room.stack().with("labels", "alone\nempty=\n with=value\n");
            String id = room.container(
                            "run",
                            "-d",
                            "--label",
                            room.label(),
                            "--label-file",
                            "labels",
                            "--restart",
                            "",
                            "--device",
                            "/dev/loop-control:r",
                            Images.SMALL,
                            "sleep",
                            "1000")
                    .run()
                    .succeeds()
                    .out()
                    .strip();
            String list =
                    "{{json .Config.Labels}} {{json .HostConfig.RestartPolicy.Name}} {{json .HostConfig.Devices}}";
            assertThat(room.container("inspect", "-f", list, id)
                            .run()
                            .succeeds()
                            .out())
                    .contains("\"empty\":\"\"", "\"with\":\"value\"", "\"no\"")
                    .contains("\"PathInContainer\":\"/dev/loop-control\",\"CgroupPermissions\":\"r\"")
                    .doesNotContain("alone");
            room.container("exec", id, "test", "-c", "/dev/loop-control").run().succeeds();
        }
    }

    @Test
    void aQuietRunSaysNothingOfAnImageThatIsNotHere(Product product) {
        try (Room room = Room.of(product, "quiet")) {
            assertThat(room.container("run", "-q", "127.0.0.1:1/nosuch:1")
                            .run()
                            .fails(125)
                            .err())
                    .contains("127.0.0.1:1")
                    .doesNotContain("Unable to find image");
        }
    }

    @Test
    void aPortThatIsNotPublishedIsNamedAsItWasAskedFor(Product product) {
        try (Room room = Room.of(product, "port")) {
            String id = room.run("one", "-p", "127.0.0.1::80", Images.SMALL, "sleep", "1000");
            assertThat(room.container("port", id, "81").run().fails(1).err())
                    .contains("No public port '81' published for " + id);
        }
    }

    @Test
    void aGroupOfCommandsAloneShowsItsHelp(Product product) {
        assertThat(product.command("container").run().succeeds().err()).contains("Usage: jcompose container");
    }

    /** A JVM would have mapped files in them, and so would all that it starts. */
    @Test
    void coreDumpsHaveWhatThoseOfTheMachineHave(Product product) {
        product.command("engine", "stop").run();
        String inside = product.shell("echo 0x33 > /proc/self/coredump_filter; exec \"$JCOMPOSE\" container run --rm "
                        + Images.SMALL + " cat /proc/self/coredump_filter")
                .run()
                .succeeds()
                .out();
        assertThat(inside).isEqualTo("00000033\n");
    }
}

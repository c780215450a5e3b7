package io.jcompose.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Mounts that the machine and a container see of each other, where a bind asks for it, as with docker 28.5. */
@ExtendWith(ScenarioExtension.class)
final class PropagationScenario {
    private Path directory = Path.of("");

    @BeforeEach
    void mount(Product product, Images images) throws IOException {
        images.small();
        directory = Files.createTempDirectory("jcompose-propagation");
        product.shell("mount -t tmpfs own " + directory + " && mount --make-private " + directory + " && mkdir "
                        + directory + "/inner")
                .run()
                .succeeds();
    }

    @AfterEach
    void unmount(Product product) throws IOException {
        product.shell("umount -R " + directory).run();
        Files.delete(directory);
    }

    private String[] flags(String propagation) {
        return new String[] {"--privileged", "-v", directory + ":/x:" + propagation, Images.SMALL, "sleep", "1000"};
    }

    @Test
    void whatAContainerMountsInASharedBindIsSeenOnTheMachine(Product product) {
        product.shell("mount --make-shared " + directory).run().succeeds();
        try (Room room = Room.of(product, "shared")) {
            String id = room.run("one", flags("rshared"));
            room.container("exec", id, "mount", "-t", "tmpfs", "inside", "/x/inner")
                    .run()
                    .succeeds();
            product.shell("grep '^inside " + directory + "/inner ' /proc/mounts")
                    .run()
                    .succeeds();
            product.shell("umount " + directory + "/inner").run().succeeds();
            room.container("exec", id, "sh", "-c", "! grep -q ' /x/inner ' /proc/mounts")
                    .run()
                    .succeeds();
        }
    }

    @Test
    void aSharedBindOfWhatTellsNobodyIsRefused(Product product) {
        try (Room room = Room.of(product, "private")) {
            String[] flags = flags("rshared");
            String[] words = new String[flags.length + 3];
            words[0] = "run";
            words[1] = "--label";
            words[2] = room.label();
            System.arraycopy(flags, 0, words, 3, flags.length);
            assertThat(room.container(words).run().fails(125).err())
                    .contains("path " + directory + " is mounted on " + directory + " but it is not a shared mount");
        }
    }

    @Test
    void theFilesOfTheNetworkAreReadOnlyWithTheRoot(Product product) {
        try (Room room = Room.of(product, "readonly")) {
            String id = room.run("one", "--read-only", Images.SMALL, "sleep", "1000");
            String other = room.run("two", "--tmpfs", "/t:exec,dev,suid", Images.SMALL, "sleep", "1000");
            for (String file : new String[] {"hosts", "hostname", "resolv.conf"}) {
                assertThat(room.container("exec", id, "grep", " /etc/" + file + " ", "/proc/mounts")
                                .run()
                                .succeeds()
                                .out())
                        .contains(" ro,");
                room.container("exec", other, "sh", "-c", "echo >>/etc/" + file)
                        .run()
                        .succeeds();
            }
            assertThat(room.container("exec", other, "grep", " /t ", "/proc/mounts")
                            .run()
                            .succeeds()
                            .out())
                    .contains(" rw,relatime")
                    .doesNotContain("nodev");
        }
    }
}

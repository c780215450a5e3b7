package io.jcompose.linux.cgroup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.jcompose.linux.cgroup.CgroupLimits.DeviceRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The kernel's verifier takes the program, and the kernel asks it: in a version 2 cgroup, also that of a hybrid machine. */
final class DeviceFilterIT {
    private Path group;

    @BeforeEach
    void make() throws IOException {
        Optional<Path> version2 = Stream.of("/sys/fs/cgroup", "/sys/fs/cgroup/unified")
                .map(Path::of)
                .filter(mount -> Files.exists(mount.resolve("cgroup.controllers")))
                .findFirst();
        assumeTrue(version2.isPresent(), "no cgroup v2 is mounted");
        assumeTrue(Files.isWritable(version2.get().resolve("cgroup.procs")), "needs root");
        group = Files.createDirectory(version2.get().resolve("jcompose-filter-" + UUID.randomUUID()));
    }

    @AfterEach
    void remove() {
        if (group != null) {
            ControlFiles.killUntilEmpty(group.toString());
            ControlFiles.removeTree(group.toString());
        }
    }

    private int reads(String device) throws Exception {
        // The shell moves itself in and then tries.
        Process process = new ProcessBuilder(
                        "sh", "-c", "echo $$ > " + group + "/cgroup.procs && exec head -c 1 " + device)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        return process.waitFor();
    }

    @Test
    void letsTheLastMatchingRuleDecide() throws Exception {
        assertThat(reads("/dev/zero")).isZero();

        DeviceFilter.attach(
                group.toString(),
                List.of(
                        new DeviceRule(false, "a"),
                        new DeviceRule(true, "c 1:* rwm"),
                        new DeviceRule(false, "c 1:9 r"),
                        new DeviceRule(true, "c 1:8 w")));

        assertThat(reads("/dev/zero")).isZero();
        assertThat(reads("/dev/random")).isZero();
        assertThat(reads("/dev/urandom")).isEqualTo(1);
        assertThat(reads("/dev/tty0")).isEqualTo(1);
    }
}

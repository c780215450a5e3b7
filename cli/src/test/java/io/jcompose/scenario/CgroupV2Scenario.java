package io.jcompose.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A kernel with cgroup v2 alone, in a virtual machine: too slow for every build, see the profile "nightly". */
@Tag("nightly")
final class CgroupV2Scenario {

    @Test
    void limitsAreTheKernelsAndLeaveNothingBehind() throws IOException {
        Path machine = Product.repository().resolve("../shared/vm/vm-run.sh").normalize();
        Requirements.file(machine, "it makes the virtual machine");
        Requirements.root();
        Requirements.programs("busybox");
        Files.copy(
                Path.of("/bin/busybox"),
                Product.repository().resolve("cli/target/busybox"),
                StandardCopyOption.REPLACE_EXISTING);
        Outcome outcome = new Command(
                        List.of(
                                machine.toString(),
                                "--share",
                                Product.repository().toString(),
                                "--timeout",
                                "1200",
                                "--",
                                "bash cli/src/test/fixtures/cgroup-v2"),
                        ended -> System.out.println(ended))
                .env("VM_EXTRA_PACKAGES", "crun")
                .within(Duration.ofMinutes(25))
                .run();
        assertThat(outcome.code()).isZero();
        assertThat(outcome.out()).contains("cgroup v2: all well");
    }
}

package io.jcompose.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * An engine that sees cgroup v2 alone, in every build and on this machine's own kernel: v1's mounts are taken away in a mount namespace.
 * Limits need a kernel whose controllers are v2's, see {@link CgroupV2Scenario}.
 */
final class UnifiedHierarchyScenario {
    @Test
    void containersHaveGroupsAreFrozenHeldToTheirDevicesAndLeaveNothing() throws IOException {
        Requirements.root();
        Requirements.programs("busybox", "unshare");
        Path directory = Files.createTempDirectory("unified-hierarchy");
        try {
            Outcome outcome = new Command(
                            List.of(
                                    "unshare",
                                    "--mount",
                                    "--pid",
                                    "--fork",
                                    "--kill-child",
                                    "--mount-proc",
                                    Product.repository()
                                            .resolve("cli/src/test/fixtures/unified-hierarchy")
                                            .toString(),
                                    Product.launcher().toString(),
                                    directory.toString(),
                                    "/bin/busybox"),
                            ended -> System.out.println(ended))
                    .run();
            assertThat(outcome.code()).as(outcome.toString()).isZero();
            assertThat(outcome.out()).contains("unified hierarchy: all well");
        } finally {
            Trees.delete(directory);
        }
    }
}

package io.jcompose.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A real dockerd beside the engine, in namespaces of their own. It needs Docker installed, which no other test does: see the profile "nightly". */
@Tag("nightly")
final class BesideDockerScenario {
    @Test
    void portsNamesAndTheWayOutWorkWhileDockerRunsAndAfterIt() throws IOException {
        Requirements.root();
        Requirements.programs("busybox", "curl", "ip", "iptables", "nsenter", "unshare");
        Requirements.nightlyPrograms("docker.io", "dockerd", "containerd");
        Path directory = Files.createTempDirectory("beside-docker");
        try {
            Outcome outcome = new Command(
                            List.of(
                                    "unshare",
                                    "--net",
                                    "--mount",
                                    "--pid",
                                    "--fork",
                                    "--kill-child",
                                    "--mount-proc",
                                    Product.repository()
                                            .resolve("cli/src/test/fixtures/beside-docker")
                                            .toString(),
                                    Product.launcher().toString(),
                                    directory.toString()),
                            ended -> System.out.println(ended))
                    .within(Duration.ofMinutes(5))
                    .run();
            assertThat(outcome.code()).isZero();
            assertThat(outcome.out()).contains("beside docker: all well");
        } finally {
            Proc.unmountBelow(directory);
            Trees.delete(directory);
        }
    }
}

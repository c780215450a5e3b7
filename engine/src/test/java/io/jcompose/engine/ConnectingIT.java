package io.jcompose.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jcompose.engine.container.ContainerState;
import io.jcompose.engine.container.Logs;
import io.jcompose.engine.store.Shell;
import io.jcompose.error.JcomposeException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** A container's interfaces are made while its first process is. */
class ConnectingIT extends OneEngine {
    @Test
    void theProgramFindsItsNetworkFromItsFirstInstruction() throws Exception {
        List<Future<String>> seen = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 20; i++) {
                String name = "c" + i;
                test.create(name, "cat", "/proc/net/route", "/sys/class/net/eth0/operstate");
                seen.add(threads.submit(() -> {
                    engine.containers().start(name);
                    engine.containers().await(name);
                    return output(name);
                }));
            }
            for (Future<String> each : seen) {
                assertThat(each.get()).contains("eth0\t00000000\t").endsWith("up");
            }
        }
    }

    @Test
    void aNetworkThatCantBeMadeFailsTheStartAndLeavesNothing() {
        test.create("c", "sleep", "1000");
        engine.containers().start("c");
        engine.containers().stop("c", Optional.of("KILL"), Optional.empty());
        String bridge = engine.networks().get("bridge").bridge();
        Shell.run("ip link del " + bridge);

        assertThatThrownBy(() -> engine.containers().start("c"))
                .isInstanceOf(JcomposeException.class)
                .hasMessageContaining("bridge \"" + bridge + "\" is gone");

        assertThat(engine.containers().get("c").state())
                .isInstanceOfSatisfying(
                        ContainerState.Exited.class,
                        exited -> assertThat(exited.exit().code()).isEqualTo(128));
        assertThat(engine.containers().get("c").sandbox()).isEmpty();
        String id = engine.containers().get("c").id().value();
        assertThat(Shell.run("find /sys/fs/cgroup -name " + id)).isEmpty();
        assertThat(Shell.run("grep -c " + id + " /proc/self/mountinfo || true")).isEqualTo("0");
        assertThat(Shell.run("grep -l " + id + " /proc/[0-9]*/cgroup 2>/dev/null || true"))
                .isEmpty();
        assertThat(Files.exists(Path.of("/sys/class/net", bridge))).isFalse();
    }

    private String output(String name) {
        StringBuilder lines = new StringBuilder();
        engine.containers()
                .logs()
                .read(
                        List.of(name),
                        Logs.Query.ALL,
                        line -> lines.append(new String(line.text(), StandardCharsets.UTF_8)));
        return lines.toString();
    }
}

package io.jcompose.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** {@code container update} changes what the kernel holds, and what the next start sets. */
@ExtendWith(ScenarioExtension.class)
final class UpdateScenario {
    @BeforeAll
    static void image(Images images) {
        images.small();
    }

    private static String control(Stack stack, String version1, String version2) throws IOException {
        for (Path group : Proc.of(stack.pid("app")).cgroups()) {
            for (String name : new String[] {version1, version2}) {
                if (Files.isRegularFile(group.resolve(name))) {
                    return Files.readString(group.resolve(name)).strip();
                }
            }
        }
        throw new AssertionError("neither " + version1 + " nor " + version2);
    }

    @Test
    void changesARunningContainerAndItsNextStart(Product product) throws IOException {
        try (Stack stack = Stack.of(product, "updated", """
                services:
                  app:
                    image: %s
                    command: ["sleep", "1000"]
                    stop_signal: SIGKILL
                    mem_limit: 64m
                """.formatted(Images.SMALL))) {
            stack.up();
            String name = stack.project() + "-app-1";

            stack.jcompose(
                            "container",
                            "update",
                            "--cpus",
                            "0.5",
                            "-m",
                            "96m",
                            "--pids-limit",
                            "33",
                            "--cpuset-cpus",
                            "0",
                            "--restart",
                            "on-failure:3",
                            name)
                    .run()
                    .succeeds();

            assertThat(control(stack, "cpu.cfs_quota_us", "cpu.max")).startsWith("50000");
            assertThat(control(stack, "memory.limit_in_bytes", "memory.max")).isEqualTo("100663296");
            assertThat(control(stack, "pids.max", "pids.max")).isEqualTo("33");
            assertThat(control(stack, "cpuset.cpus", "cpuset.cpus")).isEqualTo("0");

            Outcome refused = stack.jcompose("container", "update", "-m", "512m", name)
                    .run()
                    .fails();
            assertThat(refused.err())
                    .contains(
                            "Memory limit should be smaller than already set memoryswap limit, update the memoryswap");
            assertThat(stack.jcompose("container", "update", "--cpu-quota", "20000", name)
                            .run()
                            .fails()
                            .err())
                    .contains("CPU Quota cannot be updated as NanoCPUs has already been set");
            assertThat(stack.jcompose("container", "update", "-m", "4m", name)
                            .run()
                            .fails()
                            .err())
                    .contains("Minimum memory limit allowed is 6MB");
            assertThat(control(stack, "memory.limit_in_bytes", "memory.max")).isEqualTo("100663296");

            stack.jcompose("container", "update", "-m", "512m", "--memory-swap", "-1", "--pids-limit", "-1", name)
                    .run()
                    .succeeds();
            assertThat(control(stack, "memory.limit_in_bytes", "memory.max")).isEqualTo("536870912");
            assertThat(control(stack, "pids.max", "pids.max")).isEqualTo("max");

            stack.jcompose("restart").run().succeeds();
            assertThat(control(stack, "memory.limit_in_bytes", "memory.max")).isEqualTo("536870912");
            assertThat(control(stack, "cpu.cfs_quota_us", "cpu.max")).startsWith("50000");
        }
    }

    @Test
    void saysWhatIsWrongWithTheFlags(Product product) {
        assertThat(product.command("container", "update", "x").run().fails().err())
                .contains("you must provide one or more flags when using this command");
        assertThat(product.command("container", "update", "-m", "much", "x")
                        .run()
                        .fails()
                        .err())
                .contains("invalid argument \"much\" for \"--memory\"");
        assertThat(product.command("container", "update", "--restart", "sometimes", "x")
                        .run()
                        .fails()
                        .err())
                .contains("invalid restart policy: unknown policy 'sometimes'");
    }
}

package io.jcompose.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Limits of a compose file are the kernel's, on this machine's version of cgroups; what makes no sense is said first. */
@ExtendWith(ScenarioExtension.class)
final class ResourcesScenario {
    @BeforeAll
    static void image(Images images) {
        images.small();
    }

    /** A control file of the only container of a service, by its name in version 1 or 2. */
    private static String control(Stack stack, String service, String version1, String version2) {
        List<Path> groups = Proc.of(stack.pid(service)).cgroups();
        return groups.stream()
                .flatMap(group -> List.of(group.resolve(version1), group.resolve(version2)).stream())
                .filter(Files::isRegularFile)
                .findFirst()
                .map(file -> {
                    try {
                        return Files.readString(file).strip();
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                })
                .orElse("neither " + version1 + " nor " + version2);
    }

    private static boolean version1() {
        return Files.exists(Path.of("/sys/fs/cgroup/memory/memory.limit_in_bytes"));
    }

    @Test
    void everyLimitOfAServiceIsTheKernels(Product product) {
        try (Stack stack = Stack.of(product, "limits", """
                services:
                  plain:
                    image: %1$s
                    command: ["sleep", "1000"]
                    stop_signal: SIGKILL
                    cpus: 0.5
                    cpuset: "0"
                    cpu_shares: 512
                    mem_limit: 64m
                    mem_reservation: 32m
                    memswap_limit: 96m
                    mem_swappiness: 20
                    pids_limit: 40
                    shm_size: 16m
                    oom_score_adj: 300
                  deployed:
                    image: %1$s
                    command: ["sleep", "1000"]
                    stop_signal: SIGKILL
                    deploy:
                      resources:
                        limits: {cpus: "0.25", memory: 48M, pids: 30}
                        reservations: {memory: 24M}
                """.formatted(Images.SMALL))) {
            Outcome up = stack.up();

            assertThat(control(stack, "plain", "memory.limit_in_bytes", "memory.max"))
                    .isEqualTo("67108864");
            assertThat(control(stack, "plain", "memory.soft_limit_in_bytes", "memory.low"))
                    .isEqualTo("33554432");
            assertThat(control(stack, "plain", "pids.max", "pids.max")).isEqualTo("40");
            assertThat(control(stack, "plain", "cpuset.cpus", "cpuset.cpus")).isEqualTo("0");
            assertThat(control(stack, "plain", "cpu.cfs_quota_us", "cpu.max")).startsWith("50000");
            assertThat(control(stack, "plain", "cpu.shares", "cpu.weight")).isEqualTo(version1() ? "512" : "59");
            assertThat(control(stack, "deployed", "cpu.cfs_quota_us", "cpu.max"))
                    .startsWith("25000");
            assertThat(control(stack, "deployed", "memory.limit_in_bytes", "memory.max"))
                    .isEqualTo("50331648");
            assertThat(control(stack, "deployed", "memory.soft_limit_in_bytes", "memory.low"))
                    .isEqualTo("25165824");
            assertThat(control(stack, "deployed", "pids.max", "pids.max")).isEqualTo("30");
            assertThat(Proc.of(stack.pid("plain")).read("oom_score_adj").strip())
                    .isEqualTo("300");
            assertThat(Proc.of(stack.pid("plain")).mounts())
                    .anyMatch(mount -> mount.contains(" /dev/shm ") && mount.contains("size=16384k"));
            if (version1()) {
                assertThat(control(stack, "plain", "memory.memsw.limit_in_bytes", ""))
                        .isEqualTo("100663296");
                assertThat(control(stack, "plain", "memory.swappiness", "")).isEqualTo("20");
                // As docker has it: with a limit of memory alone, as much swap again.
                assertThat(control(stack, "deployed", "memory.memsw.limit_in_bytes", ""))
                        .isEqualTo("100663296");
            } else {
                assertThat(control(stack, "plain", "", "memory.swap.max")).isEqualTo("33554432");
                assertThat(up.err()).contains("memory swappiness is not set");
            }
        }
    }

    @Test
    void ratesOfADiskAreTheKernelsAndAWeightIsSetOrSaidNotToBe(Product product) {
        Path disk = Trees.names(Path.of("/sys/block")).stream()
                .filter(name -> !name.startsWith("zram") && !name.startsWith("loop"))
                .map(name -> Path.of("/dev", name))
                .filter(Files::exists)
                .findFirst()
                .orElse(Path.of("/nowhere"));
        assumeThat(disk).exists();
        try (Stack stack = Stack.of(product, "rates", """
                services:
                  io:
                    image: %1$s
                    command: ["sleep", "1000"]
                    stop_signal: SIGKILL
                    blkio_config:
                      weight: 300
                      device_read_bps: [{path: %2$s, rate: 1mb}]
                      device_write_iops: [{path: %2$s, rate: 120}]
                """.formatted(Images.SMALL, disk))) {
            Outcome up = stack.up();

            if (version1()) {
                assertThat(control(stack, "io", "blkio.throttle.read_bps_device", ""))
                        .endsWith(" 1048576");
                assertThat(control(stack, "io", "blkio.throttle.write_iops_device", ""))
                        .endsWith(" 120");
            } else {
                assertThat(control(stack, "io", "", "io.max")).contains("rbps=1048576", "wiops=120");
            }
            String weight = control(stack, "io", "blkio.bfq.weight", "io.bfq.weight");
            if (!weight.endsWith("300")) {
                assertThat(up.err()).contains("block I/O weight is not ");
            }
        }
    }

    @Test
    void limitsThatMakeNoSenseAreSaidBeforeAnythingIsMade(Product product) {
        try (Stack stack = Stack.of(product, "senseless", """
                services:
                  first:
                    image: %1$s
                    command: ["sleep", "1000"]
                  second:
                    image: %1$s
                    command: ["sleep", "1000"]
                    mem_limit: 4m
                    depends_on: [first]
                """.formatted(Images.SMALL))) {
            Outcome up = stack.jcompose("up", "-d").run().fails();

            assertThat(up.err()).contains("services.second: Minimum memory limit allowed is 6MB");
            assertThat(stack.jcompose("ps", "-aq").run().succeeds().lines()).isEmpty();
        }
    }

    @Test
    void aProgramThatIsKilledForWantOfMemoryIsReportedSo(Product product) {
        try (Stack stack = Stack.of(product, "hungry", """
                services:
                  hungry:
                    image: %s
                    command: ["sh", "-c", "until test -e /go; do sleep 0.1; done; exec tail /dev/zero"]
                    mem_limit: 16m
                    memswap_limit: 16m
                """.formatted(Images.SMALL))) {
            stack.up();

            // The first event in the file shows that the listener is there.
            Outcome outcome = stack.shell("""
                            "$JCOMPOSE" events --json >seen &
                            until [ -s seen ]; do "$JCOMPOSE" pause; "$JCOMPOSE" unpause; done
                            "$JCOMPOSE" exec -T hungry touch /go
                            "$JCOMPOSE" wait hungry
                            code=$?
                            until grep -q '"die"' seen; do sleep 0.1; done
                            kill %1
                            cat seen
                            exit $code
                            """).run();

            assertThat(outcome.code()).isEqualTo(137);
            List<String> actions = outcome.lines().stream()
                    .map(line -> line.replaceAll(".*\"action\":\\s*\"([^\"]+)\".*", "$1"))
                    .filter(action -> List.of("oom", "die").contains(action))
                    .toList();
            assertThat(actions).containsExactly("oom", "die");
        }
    }

    @Test
    void aChildThatIsKilledForWantOfMemoryIsReportedWhileTheContainerGoesOn(Product product) {
        try (Stack stack = Stack.of(product, "greedy", """
                services:
                  greedy:
                    image: %s
                    command: ["sh", "-c", "until test -e /go; do sleep 0.1; done; tail /dev/zero; exec sleep 1000"]
                    stop_signal: SIGKILL
                    mem_limit: 16m
                    memswap_limit: 16m
                """.formatted(Images.SMALL))) {
            stack.up();

            Outcome outcome = stack.shell("""
                            "$JCOMPOSE" events --json >seen &
                            until [ -s seen ]; do "$JCOMPOSE" pause; "$JCOMPOSE" unpause; done
                            "$JCOMPOSE" exec -T greedy touch /go
                            until grep -q '"oom"' seen; do sleep 0.1; done
                            "$JCOMPOSE" ps -q
                            kill %1
                            grep -c '"die"' seen
                            """).run();

            assertThat(outcome.lines()).hasSize(2).endsWith("0");
        }
    }
}

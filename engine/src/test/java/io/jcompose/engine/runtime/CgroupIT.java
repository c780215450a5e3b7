package io.jcompose.engine.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.jcompose.linux.cgroup.Cgroup;
import io.jcompose.linux.cgroup.Cgroups;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.opentest4j.TestAbortedException;

/** Limits and membership, read from cgroupfs; on whatever version this machine has. */
final class CgroupIT {
    private static final long MIB = 1 << 20;

    private Busybox box;
    private Cgroups cgroups;

    @BeforeEach
    void open() {
        Busybox.require();
        box = new Busybox();
        cgroups = Cgroups.detect();
    }

    @AfterEach
    void close() {
        if (box != null) {
            box.close();
        }
    }

    private Cgroup of(Busybox.Bundle bundle) {
        return cgroups.at(String.valueOf(bundle.spec.linux().cgroupsPath()));
    }

    private static Busybox.Bundle limit(Busybox.Bundle bundle, Resources resources) {
        return bundle.linux(l -> l.withResources(resources));
    }

    private static Resources memory(Long limit, @Nullable Long swap) {
        return new Resources(List.of(), Resources.Memory.of(limit, null, swap), null, null, null, List.of(), Map.of());
    }

    private static String file(Cgroup.View view, String name) throws Exception {
        return Files.readString(Path.of(view.directory(), name)).strip();
    }

    private Cgroup.View view(Busybox.Bundle bundle, String controller) {
        return of(bundle).views().stream()
                .filter(v -> v.name().isEmpty() || List.of(v.name().split(",")).contains(controller))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void holdsTheProcessInEveryHierarchy() throws Exception {
        Busybox.Bundle bundle = box.bundle("sleep", "1000");
        ContainerProcess process = bundle.start();

        for (Cgroup.View view : of(bundle).views()) {
            // The thread that made the process may still be on its way out.
            Busybox.patiently()
                    .untilAsserted(() -> assertThat(file(view, "cgroup.procs"))
                            .as(view.directory())
                            .isEqualTo(Integer.toString(process.identity().pid())));
        }
    }

    @Test
    void setsTheLimits() throws Exception {
        Resources resources = new Resources(
                List.of(),
                Resources.Memory.of(64 * MIB, 32 * MIB, null),
                new Resources.Cpu(512L, 50_000L, 100_000L, null, null, "0", null),
                new Resources.Pids(25),
                null,
                List.of(),
                Map.of());
        Busybox.Bundle bundle = limit(box.bundle("sleep", "1000"), resources);
        ContainerProcess process = bundle.start();

        assertThat(process.notes()).isEmpty();
        assertThat(file(view(bundle, "pids"), "pids.max")).isEqualTo("25");
        assertThat(file(view(bundle, "cpuset"), "cpuset.cpus")).isEqualTo("0");
        if (cgroups.isUnified()) {
            Cgroup.View view = view(bundle, "");
            assertThat(file(view, "memory.max")).isEqualTo(Long.toString(64 * MIB));
            assertThat(file(view, "memory.low")).isEqualTo(Long.toString(32 * MIB));
            assertThat(file(view, "cpu.max")).isEqualTo("50000 100000");
            assertThat(file(view, "cpu.weight")).isEqualTo("59");
        } else {
            assertThat(file(view(bundle, "memory"), "memory.limit_in_bytes")).isEqualTo(Long.toString(64 * MIB));
            assertThat(file(view(bundle, "memory"), "memory.soft_limit_in_bytes"))
                    .isEqualTo(Long.toString(32 * MIB));
            assertThat(file(view(bundle, "cpu"), "cpu.cfs_quota_us")).isEqualTo("50000");
            assertThat(file(view(bundle, "cpu"), "cpu.shares")).isEqualTo("512");
        }
        assertThat(box.runtime.usage(process).memoryLimitBytes()).isEqualTo(64 * MIB);
        Busybox.patiently()
                .untilAsserted(
                        () -> assertThat(box.runtime.usage(process).processes()).isEqualTo(1));
        assertThat(box.runtime.usage(process).cpuNanoseconds()).isPositive();
    }

    /** A device that takes limits: a whole disk, no partition. */
    private static String disk() throws Exception {
        try (var disks = Files.newDirectoryStream(Path.of("/sys/block"))) {
            for (Path disk : disks) {
                if (!disk.getFileName().toString().startsWith("zram")) {
                    return Files.readString(disk.resolve("dev")).strip();
                }
            }
        }
        throw new TestAbortedException("this machine has no disk");
    }

    private static Resources everything(String disk) {
        int major = Integer.parseInt(disk.split(":")[0]);
        int minor = Integer.parseInt(disk.split(":")[1]);
        return new Resources(
                List.of(),
                new Resources.Memory(64 * MIB, null, 96 * MIB, 30L, true),
                new Resources.Cpu(null, null, null, 2000L, 1_000_000L, null, "0"),
                null,
                new Resources.BlockIo(
                        500L,
                        List.of(),
                        List.of(new Resources.ThrottleDevice(major, minor, MIB)),
                        List.of(new Resources.ThrottleDevice(major, minor, 2 * MIB)),
                        List.of(new Resources.ThrottleDevice(major, minor, 100)),
                        List.of(new Resources.ThrottleDevice(major, minor, 200))),
                List.of(),
                Map.of());
    }

    @Test
    void setsWhatIsRarelyAskedForAndSaysWhatTheKernelHasNot() throws Exception {
        String disk = disk();
        Busybox.Bundle bundle = limit(box.bundle("sleep", "1000"), everything(disk));

        ContainerProcess process = bundle.start();

        assertThat(file(view(bundle, "cpuset"), "cpuset.mems")).isEqualTo("0");
        if (cgroups.isUnified()) {
            Cgroup.View view = view(bundle, "");
            assertThat(file(view, "memory.swap.max")).isEqualTo(Long.toString(32 * MIB));
            assertThat(file(view, "io.max"))
                    .isEqualTo(disk + " rbps=" + MIB + " wbps=" + 2 * MIB + " riops=100 wiops=200");
            assertThat(process.notes())
                    .anyMatch(note -> note.startsWith("memory swappiness is not set"))
                    .anyMatch(note -> note.startsWith("cpu realtime is not limited"));
        } else {
            Cgroup.View memory = view(bundle, "memory");
            assertThat(file(memory, "memory.memsw.limit_in_bytes")).isEqualTo(Long.toString(96 * MIB));
            assertThat(file(memory, "memory.swappiness")).isEqualTo("30");
            assertThat(file(memory, "memory.oom_control")).contains("oom_kill_disable 1");
            Cgroup.View io = view(bundle, "blkio");
            assertThat(file(io, "blkio.throttle.read_bps_device")).isEqualTo(disk + " " + MIB);
            assertThat(file(io, "blkio.throttle.write_bps_device")).isEqualTo(disk + " " + 2 * MIB);
            assertThat(file(io, "blkio.throttle.read_iops_device")).isEqualTo(disk + " 100");
            assertThat(file(io, "blkio.throttle.write_iops_device")).isEqualTo(disk + " 200");
            setOrSaid(process, io, List.of("blkio.bfq.weight", "blkio.weight"), "500", "block I/O weight");
            setOrSaid(process, view(bundle, "cpu"), List.of("cpu.rt_runtime_us"), "2000", "cpu realtime runtime");
        }
    }

    /** What depends on the kernel's build is either in its file or in a note. */
    private static void setOrSaid(
            ContainerProcess process, Cgroup.View view, List<String> files, String value, String what)
            throws Exception {
        for (String name : files) {
            if (Files.exists(Path.of(view.directory(), name))
                    && file(view, name).replace("default ", "").equals(value)) {
                return;
            }
        }
        assertThat(process.notes()).anyMatch(note -> note.startsWith(what + " is not "));
    }

    @Test
    void givesRealtimeToTheGroupsAboveAsManyAsTheirChildrenHave() throws Exception {
        Busybox.Bundle first = limit(box.bundle("sleep", "1000"), everything(disk()));
        Busybox.Bundle second = limit(box.bundle("sleep", "1000"), everything(disk()));
        assumeTrue(
                !cgroups.isUnified() && Files.exists(Path.of("/sys/fs/cgroup/cpu/cpu.rt_runtime_us")),
                "this kernel has no realtime groups");

        first.start();
        second.start();

        Path parent = Path.of(view(second, "cpu").directory(), "..");
        assertThat(Files.readString(parent.resolve("cpu.rt_runtime_us")).strip())
                .isEqualTo("4000");
    }

    @Test
    void tellsWhenTheKernelKilledForWantOfMemory() throws Exception {
        Busybox.Bundle bundle = limit(
                box.bundle("sh", "-c", "x=$(head -c 200000000 /dev/zero | yes | head -c 200000000); echo survived"),
                memory(16 * MIB, 16 * MIB));
        ContainerProcess process = bundle.start();

        ExitStatus status = bundle.await(process);

        assertThat(bundle.output()).doesNotContain("survived");
        assertThat(status.code()).isEqualTo(137);
        assertThat(box.runtime.outOfMemoryKills(process)).isPositive();
    }

    @Test
    void limitsTheNumberOfProcesses() throws Exception {
        Busybox.Bundle bundle = limit(
                box.bundle("sh", "-c", "for i in 1 2 3 4 5 6 7 8; do sleep 100 & done; wait"),
                new Resources(List.of(), null, null, new Resources.Pids(5), null, List.of(), Map.of()));

        bundle.run();

        assertThat(bundle.errors()).contains("can't fork");
    }

    @Test
    void showsItsOwnGroupsToTheContainerReadOnly() throws Exception {
        Busybox.Bundle bundle = limit(
                box.bundle(
                        "sh",
                        "-c",
                        "cat /sys/fs/cgroup/memory/memory.limit_in_bytes /sys/fs/cgroup/memory.max 2>/dev/null;"
                                + " mkdir /sys/fs/cgroup/x /sys/fs/cgroup/memory/x"),
                memory(64 * MIB, null));

        bundle.run();

        assertThat(bundle.lines()).containsExactly(Long.toString(64 * MIB));
        assertThat(bundle.errors()).contains("Read-only file system");
    }

    /** Java, Go and others look up their limits by these paths. */
    @Test
    void isTheRootOfAllGroupsInItsOwnEyes() throws Exception {
        Busybox.Bundle bundle = box.bundle("sh", "-c", "cat /proc/self/cgroup; echo up; sleep 1000");
        ContainerProcess process = bundle.start();
        Busybox.patiently().until(() -> bundle.output().endsWith("up\n"));
        assertThat(bundle.lines().subList(0, bundle.lines().size() - 1))
                .isNotEmpty()
                .allMatch(line -> line.endsWith(":/"), "a path that ends in the root");

        ContainerProcess exec = box.runtime.exec(
                process,
                Busybox.command(List.of("sh", "-c", "cat /proc/self/cgroup > /seen"), ProcessSpec.User.ROOT),
                box.bundle("unused").stdio);
        exec.exit().get(60, TimeUnit.SECONDS);
        assertThat(Files.readAllLines(bundle.path.resolve("upper/seen")))
                .isNotEmpty()
                .allMatch(line -> line.endsWith(":/"), "a path that ends in the root");
    }

    @Test
    void forbidsDevicesThatAreNotDockers() throws Exception {
        Busybox.Bundle bundle = box.bundle("sh", "-c", "busybox mknod /kmsg c 1 11; cat /dev/null; head -c 1 /kmsg");

        bundle.run();

        assertThat(bundle.errors()).contains("/kmsg: Operation not permitted").doesNotContain("null");
    }

    @Test
    void stopsAndContinuesAllItsProcesses() throws Exception {
        Busybox.Bundle bundle = box.bundle("sh", "-c", "while true; do echo x; done > /dev/null");
        ContainerProcess process = bundle.start();
        box.runtime.pause(process);
        long before = box.runtime.usage(process).cpuNanoseconds();
        assertThat(of(bundle).isFrozen()).isTrue();
        assertThat(box.runtime.usage(process).cpuNanoseconds()).isEqualTo(before);

        box.runtime.resume(process);

        Busybox.patiently().until(() -> box.runtime.usage(process).cpuNanoseconds() > before);
    }

    @Test
    void killsAllProcessesThatShareTheHostsPidNamespace() throws Exception {
        Busybox.Bundle bundle = box.bundle("sh", "-c", "sleep 1000 & sleep 1000 & sleep 1000 & exit 0")
                .linux(l -> l.withoutProtectedPaths()
                        .withNamespaces(l.namespaces().stream()
                                .filter(n -> !n.type().equals("pid"))
                                .toList()));
        ContainerProcess process = bundle.start();
        process.exit().get(60, TimeUnit.SECONDS);
        assertThat(of(bundle).processes()).hasSize(3);

        box.runtime.killAll(process);

        assertThat(of(bundle).processes()).isEmpty();
    }

    /** As a container does that runs containers itself. */
    @Test
    void removesTheGroupsBelowWithWhatRunsInThem() throws Exception {
        Busybox.Bundle bundle = box.bundle("sleep", "1000");
        ContainerProcess process = bundle.start();
        List<Path> groups = of(bundle).views().stream()
                .map(view -> Path.of(view.directory()))
                .toList();
        for (Path group : groups) {
            Files.createDirectories(group.resolve("below/deeper"));
            Files.createDirectories(group.resolve("beside"));
        }
        Files.writeString(
                groups.getFirst().resolve("below/deeper/cgroup.procs"),
                Long.toString(process.identity().pid()));
        assertThat(of(bundle).processes()).contains((int) process.identity().pid());

        box.runtime.delete(bundle.id, bundle.spec);

        assertThat(groups).noneMatch(Files::exists);
        assertThat(process.exit().get(60, TimeUnit.SECONDS).code()).isEqualTo(137);
    }

    @Test
    void killsAPausedContainerOnDelete() throws Exception {
        Busybox.Bundle bundle = box.bundle("sh", "-c", "sleep 1000 & sleep 1000");
        ContainerProcess process = bundle.start();
        box.runtime.pause(process);

        box.runtime.delete(bundle.id, bundle.spec);

        assertThat(bundle.await(process).code()).isEqualTo(137);
        of(bundle).views().forEach(view -> assertThat(Path.of(view.directory())).doesNotExist());
        box.runtime.delete(bundle.id, bundle.spec);
    }
}

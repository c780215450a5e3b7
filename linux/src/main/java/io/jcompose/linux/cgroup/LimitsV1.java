package io.jcompose.linux.cgroup;

import io.jcompose.linux.Errno;
import io.jcompose.linux.LinuxException;
import io.jcompose.linux.cgroup.CgroupLimits.BlockIo;
import io.jcompose.linux.cgroup.CgroupLimits.Cpu;
import io.jcompose.linux.cgroup.CgroupLimits.DeviceRule;
import io.jcompose.linux.cgroup.CgroupLimits.Memory;
import io.jcompose.linux.file.Descriptors;
import java.io.File;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Writes limits into the hierarchies of version 1 (cgroup-v1/ in the kernel's Documentation). */
final class LimitsV1 {
    private final UnaryOperator<String> directories;
    private final int levelsAbove;
    private final List<String> notes = new ArrayList<>();

    /**
     * @param directories the group in a controller's hierarchy
     * @param levelsAbove how many groups are between it and the root of the hierarchy
     */
    LimitsV1(UnaryOperator<String> directories, int levelsAbove) {
        this.directories = directories;
        this.levelsAbove = levelsAbove;
    }

    /** @return a sentence for each that could not be set */
    List<String> apply(CgroupLimits limits) {
        memory(limits.memory());
        cpu(limits.cpu());
        blockIo(limits.blockIo());
        Long pids = limits.pids();
        set("pids", "pids.max", pids == null ? null : pids <= 0 ? "max" : pids.toString(), "pids");
        limits.hugePages()
                .forEach((size, bytes) -> set(
                        "hugetlb", "hugetlb." + size + ".limit_in_bytes", bytes.toString(), "huge pages of " + size));
        devices(limits.devices());
        limits.unified().forEach((file, value) -> notes.add(file + " is not set: this machine has cgroup version 1"));
        return notes;
    }

    /** In their order; those that follow each other into one file go there together. */
    private void devices(List<DeviceRule> rules) {
        int next;
        for (int first = 0; first < rules.size(); first = next) {
            boolean allow = rules.get(first).allow();
            List<String> alike = rules.subList(first, rules.size()).stream()
                    .takeWhile(rule -> rule.allow() == allow)
                    .map(DeviceRule::rule)
                    .toList();
            String file = directories.apply("devices") + (allow ? "/devices.allow" : "/devices.deny");
            ControlFiles.limit(file, alike, "the rule of devices", notes);
            next = first + alike.size();
        }
    }

    private void set(String controller, String file, @Nullable Object value, String what) {
        if (value != null) {
            ControlFiles.limit(directories.apply(controller) + "/" + file, value.toString(), what, notes);
        }
    }

    /** The kernel wants memory to be at most memory and swap at every moment, so the order depends on what is there. */
    private void memory(Memory memory) {
        String limitFile = "memory.limit_in_bytes";
        String swapFile = "memory.memsw.limit_in_bytes";
        Long limit = memory.limit();
        Long swap = memory.swap();
        if (limit != null && limit < 0 && swap == null && exists("memory", swapFile)) {
            // Memory without limit can't be less than a limit of both.
            swap = -1L;
        }
        if (swap != null && (swap < 0 || limit != null && limit > present(swapFile))) {
            set("memory", swapFile, swap, "memory and swap");
            set("memory", limitFile, limit, "memory");
        } else {
            set("memory", limitFile, limit, "memory");
            set("memory", swapFile, swap, "memory and swap");
        }
        set("memory", "memory.soft_limit_in_bytes", memory.reservation(), "memory reservation");
        set("memory", "memory.swappiness", memory.swappiness(), "memory swappiness");
        Boolean kept = memory.oomKillDisable();
        set(
                "memory",
                "memory.oom_control",
                kept == null ? null : kept ? 1 : 0,
                "the kernel's killing for want of memory");
    }

    private boolean exists(String controller, String file) {
        return ControlFiles.exists(directories.apply(controller) + "/" + file);
    }

    private long present(String file) {
        return ControlFiles.read(directories.apply("memory") + "/" + file)
                .map(Long::parseLong)
                .orElse(Long.MAX_VALUE);
    }

    private void cpu(Cpu cpu) {
        set("cpu", "cpu.shares", cpu.shares(), "cpu shares");
        realtime(cpu);
        Long quota = cpu.quota();
        // A quota that is there may be more than the kernel takes for the new period.
        if (quota != null && cpu.period() != null) {
            set("cpu", "cpu.cfs_quota_us", -1, "cpu quota");
        }
        set("cpu", "cpu.cfs_period_us", cpu.period(), "cpu period");
        set("cpu", "cpu.cfs_quota_us", quota == null ? null : quota <= 0 ? -1 : quota, "cpu quota");
        set("cpuset", "cpuset.cpus", cpu.cpus(), "cpuset");
        set("cpuset", "cpuset.mems", cpu.mems(), "cpuset of memory nodes");
    }

    /** A group gets realtime from what its parent has, and a new one has none: each above gets what its children need together. */
    private void realtime(Cpu cpu) {
        Long runtime = cpu.realtimeRuntime();
        if (runtime != null && exists("cpu", "cpu.rt_runtime_us")) {
            File child = new File(directories.apply("cpu"));
            Deque<File> above = new ArrayDeque<>();
            for (int level = 0; level < levelsAbove; level++) {
                child = child.getParentFile();
                above.addFirst(child);
            }
            above.forEach(level -> raise(level, runtime));
        }
        set("cpu", "cpu.rt_period_us", cpu.realtimePeriod(), "cpu realtime period");
        set("cpu", "cpu.rt_runtime_us", runtime, "cpu realtime runtime");
    }

    private static void raise(File group, long wanted) {
        long sum = wanted;
        for (File child : ControlFiles.children(group.getPath())) {
            sum += ControlFiles.number(ControlFiles.read(child.getPath() + "/cpu.rt_runtime_us"));
        }
        try {
            Descriptors.writeFile(group.getPath() + "/cpu.rt_runtime_us", Long.toString(sum));
        } catch (LinuxException e) {
            if (e.errno() != Errno.EINVAL) {
                throw e;
            }
            // The machine has no more to give: the group itself is refused next, and that is told.
        }
    }

    /** Which file carries weights depends on the I/O scheduler: bfq has its own, cfq (before Linux 5.0) has blkio.weight. */
    private void blockIo(BlockIo io) {
        boolean bfq = exists("blkio", "blkio.bfq.weight");
        set("blkio", bfq ? "blkio.bfq.weight" : "blkio.weight", io.weight(), "block I/O weight");
        boolean bfqDevices = exists("blkio", "blkio.bfq.weight_device");
        for (CgroupLimits.DeviceWeight weight : io.deviceWeights()) {
            set(
                    "blkio",
                    bfqDevices ? "blkio.bfq.weight_device" : "blkio.weight_device",
                    weight.device() + " " + weight.weight(),
                    "block I/O weight of device " + weight.device());
        }
        for (CgroupLimits.Throttle throttle : io.throttles()) {
            set(
                    "blkio",
                    throttle.kind().version1File(),
                    throttle.device() + " " + throttle.rate(),
                    "block I/O rate of device " + throttle.device());
        }
    }
}

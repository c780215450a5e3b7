package io.jcompose.linux.cgroup;

import io.jcompose.linux.Errno;
import io.jcompose.linux.LinuxException;
import io.jcompose.linux.cgroup.CgroupLimits.BlockIo;
import io.jcompose.linux.cgroup.CgroupLimits.Cpu;
import io.jcompose.linux.cgroup.CgroupLimits.Memory;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes limits into a directory of version 2 (cgroup-v2.rst), converted from the terms of version 1 as OCI runtimes do. */
final class LimitsV2 {
    private static final long MIN_SHARES = 2;
    private static final long MAX_SHARES = 262_144;
    private static final long DEFAULT_PERIOD = 100_000;

    private final String directory;
    private final List<String> notes = new ArrayList<>();

    LimitsV2(String directory) {
        this.directory = directory;
    }

    /** @return a sentence for each that could not be set */
    List<String> apply(CgroupLimits limits) {
        memory(limits.memory());
        cpu(limits.cpu());
        blockIo(limits.blockIo());
        Long pids = limits.pids();
        set("pids.max", pids == null ? null : pids <= 0 ? "max" : pids.toString(), "pids");
        limits.hugePages().forEach((size, bytes) -> set("hugetlb." + size + ".max", bytes, "huge pages of " + size));
        if (!limits.devices().isEmpty()) {
            filterDevices(limits.devices());
        }
        limits.unified().forEach((file, value) -> set(file, value, file));
        return notes;
    }

    private void set(String file, @Nullable Object value, String what) {
        if (value != null) {
            ControlFiles.limit(directory + "/" + file, value.toString(), what, notes);
        }
    }

    private void memory(Memory memory) {
        set("memory.max", orMax(memory.limit()), "memory");
        set("memory.low", orMax(memory.reservation()), "memory reservation");
        set("memory.swap.max", swap(memory), "swap");
        if (memory.swappiness() != null) {
            notes.add("memory swappiness is not set: cgroup version 2 has none");
        }
        if (Boolean.TRUE.equals(memory.oomKillDisable())) {
            notes.add("processes are killed for want of memory: cgroup version 2 can't let them wait");
        }
    }

    private static @Nullable String orMax(@Nullable Long value) {
        return value == null ? null : value < 0 ? "max" : value.toString();
    }

    /** Version 1 counts memory and swap together, version 2 swap alone. */
    private static @Nullable String swap(Memory memory) {
        Long together = memory.swap();
        Long limit = memory.limit();
        if (together == null) {
            return limit != null && limit < 0 ? "max" : null;
        }
        return together < 0 || limit == null || limit < 0 ? "max" : Long.toString(Math.max(0, together - limit));
    }

    private void cpu(Cpu cpu) {
        Long shares = cpu.shares();
        set("cpu.weight", shares == null || shares == 0 ? null : weight(shares), "cpu shares");
        set("cpu.max", bandwidth(cpu), "cpus");
        set("cpuset.cpus", cpu.cpus(), "cpuset");
        set("cpuset.mems", cpu.mems(), "cpuset of memory nodes");
        if (cpu.realtimeRuntime() != null || cpu.realtimePeriod() != null) {
            notes.add("cpu realtime is not limited: cgroup version 2 has no such limit");
        }
    }

    /**
     * Shares 2, 1024 and 262144 onto the weights 1, 100 and 10000 and what lies between on a curve through them, so that both defaults meet
     * (runc since 1.3.2, crun since 1.23).
     */
    static long weight(long shares) {
        if (shares <= MIN_SHARES) {
            return 1;
        }
        if (shares >= MAX_SHARES) {
            return 10_000;
        }
        double exponent = Math.log(shares) / Math.log(2);
        return (long) Math.ceil(Math.pow(10, (exponent * exponent + 125 * exponent) / 612.0 - 7.0 / 34.0) - 1e-9);
    }

    private @Nullable String bandwidth(Cpu cpu) {
        Long quota = cpu.quota();
        Long period = cpu.period();
        if (quota == null && period == null) {
            return null;
        }
        List<String> present = List.of(ControlFiles.read(directory + "/cpu.max")
                .orElse("max " + DEFAULT_PERIOD)
                .split(" "));
        String amount = quota == null ? present.getFirst() : quota <= 0 ? "max" : quota.toString();
        return amount + " " + (period == null || period == 0 ? present.getLast() : period.toString());
    }

    /** bfq takes the weights as they are, the kernel's own cost model has a scale ten times as long. */
    private void blockIo(BlockIo io) {
        boolean bfq = ControlFiles.exists(directory + "/io.bfq.weight");
        String file = bfq ? "io.bfq.weight" : "io.weight";
        Long weight = io.weight();
        set(file, weight == null ? null : scaled(weight, bfq), "block I/O weight");
        for (CgroupLimits.DeviceWeight each : io.deviceWeights()) {
            set(file, each.device() + " " + scaled(each.weight(), bfq), "block I/O weight of device " + each.device());
        }
        for (CgroupLimits.Throttle each : io.throttles()) {
            set(
                    "io.max",
                    each.device() + " " + each.kind().version2Key() + "=" + (each.rate() == 0 ? "max" : each.rate()),
                    "block I/O rate of device " + each.device());
        }
    }

    private static long scaled(long weight, boolean bfq) {
        return bfq ? weight : 1 + (weight - 10) * 9999 / 990;
    }

    private void filterDevices(List<CgroupLimits.DeviceRule> rules) {
        try {
            DeviceFilter.attach(directory, rules);
        } catch (LinuxException e) {
            switch (e.errno()) {
                case Errno.EPERM, Errno.ENOSYS, Errno.EINVAL ->
                    notes.add("access to devices is not restricted: this kernel takes no filter for them ("
                            + Errno.sentence(e.errno()) + ")");
                default -> throw e;
            }
        }
    }
}

package io.jcompose.engine.runtime;

import io.jcompose.linux.cgroup.CgroupLimits;
import io.jcompose.linux.cgroup.CgroupLimits.DeviceRule;
import io.jcompose.linux.cgroup.CgroupLimits.DeviceWeight;
import io.jcompose.linux.cgroup.CgroupLimits.Rate;
import io.jcompose.linux.cgroup.CgroupLimits.Throttle;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code linux.resources} as the limits of a cgroup. */
final class CgroupSettings {
    /** What Kata puts before the name of the group that it is told. */
    private static final String KATA = "kata_";

    private static final CgroupLimits NONE = CgroupLimits.NONE;

    private CgroupSettings() {}

    static CgroupLimits of(@Nullable Resources resources) {
        if (resources == null) {
            return NONE;
        }
        Resources.Pids pids = resources.pids();
        Map<String, Long> hugePages = new LinkedHashMap<>();
        resources.hugepageLimits().forEach(limit -> hugePages.put(limit.pageSize(), limit.limit()));
        return new CgroupLimits(
                memory(resources.memory()),
                cpu(resources.cpu()),
                blockIo(resources.blockIO()),
                pids == null ? null : Long.valueOf(pids.limit()),
                hugePages,
                resources.devices().stream().map(CgroupSettings::rule).toList(),
                resources.unified());
    }

    private static CgroupLimits.Memory memory(Resources.@Nullable Memory memory) {
        return memory == null
                ? NONE.memory()
                : new CgroupLimits.Memory(
                        memory.limit(),
                        memory.reservation(),
                        memory.swap(),
                        memory.swappiness(),
                        memory.disableOomKiller());
    }

    private static CgroupLimits.Cpu cpu(Resources.@Nullable Cpu cpu) {
        return cpu == null
                ? NONE.cpu()
                : new CgroupLimits.Cpu(
                        cpu.shares(),
                        cpu.quota(),
                        cpu.period(),
                        cpu.realtimeRuntime(),
                        cpu.realtimePeriod(),
                        cpu.cpus(),
                        cpu.mems());
    }

    private static CgroupLimits.BlockIo blockIo(Resources.@Nullable BlockIo io) {
        if (io == null) {
            return NONE.blockIo();
        }
        List<Throttle> throttles = new ArrayList<>();
        add(throttles, Rate.READ_BYTES, io.throttleReadBpsDevice());
        add(throttles, Rate.WRITE_BYTES, io.throttleWriteBpsDevice());
        add(throttles, Rate.READ_OPERATIONS, io.throttleReadIopsDevice());
        add(throttles, Rate.WRITE_OPERATIONS, io.throttleWriteIopsDevice());
        return new CgroupLimits.BlockIo(
                io.weight(),
                io.weightDevice().stream()
                        .map(each -> new DeviceWeight(each.major() + ":" + each.minor(), each.weight()))
                        .toList(),
                throttles);
    }

    private static void add(List<Throttle> all, Rate kind, List<Resources.ThrottleDevice> devices) {
        devices.forEach(each -> all.add(new Throttle(kind, each.major() + ":" + each.minor(), each.rate())));
    }

    private static DeviceRule rule(Resources.DeviceRule rule) {
        String type = rule.type() == null ? "a" : rule.type();
        if (type.equals("a")) {
            return new DeviceRule(rule.allow(), "a");
        }
        String access = rule.access() == null ? "rwm" : rule.access();
        return new DeviceRule(
                rule.allow(), type + " " + number(rule.major()) + ":" + number(rule.minor()) + " " + access);
    }

    private static String number(@Nullable Long value) {
        return value == null || value < 0 ? "*" : value.toString();
    }

    /** Where Kata has a container's groups. */
    static String renamed(String path) {
        int name = path.lastIndexOf('/') + 1;
        return path.substring(0, name) + KATA + path.substring(name);
    }

    /** Whose group it is, by the group's name. */
    static String container(String group) {
        return group.startsWith(KATA) ? group.substring(KATA.length()) : group;
    }

    /** Where a container's groups lie. */
    static String path(String id, RuntimeSpec spec) {
        String path = spec.linux().cgroupsPath();
        return path == null || path.isEmpty() ? "/jcompose/" + id : path;
    }
}

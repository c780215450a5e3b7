package io.jcompose.engine.runtime;

import io.jcompose.linux.cgroup.CgroupLimits;
import io.jcompose.linux.cgroup.CgroupLimits.DeviceRule;
import org.jspecify.annotations.Nullable;

/** {@code linux.resources} as the limits of a cgroup. */
final class CgroupSettings {
    private CgroupSettings() {}

    static CgroupLimits of(@Nullable Resources resources) {
        if (resources == null) {
            return CgroupLimits.NONE;
        }
        Resources.Memory memory = resources.memory();
        Resources.Cpu cpu = resources.cpu();
        Resources.Pids pids = resources.pids();
        return new CgroupLimits(
                memory == null ? null : memory.limit(),
                memory == null ? null : memory.reservation(),
                memory == null ? null : memory.swap(),
                cpu == null ? null : cpu.shares(),
                cpu == null ? null : cpu.quota(),
                cpu == null ? null : cpu.period(),
                cpu == null ? null : cpu.cpus(),
                cpu == null ? null : cpu.mems(),
                pids == null ? null : Long.valueOf(pids.limit()),
                resources.devices().stream().map(CgroupSettings::rule).toList());
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

    /** Where a container's groups lie. */
    static String path(String id, RuntimeSpec spec) {
        String path = spec.linux().cgroupsPath();
        return path == null || path.isEmpty() ? "/jcompose/" + id : path;
    }
}

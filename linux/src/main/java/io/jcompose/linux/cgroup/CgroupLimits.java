package io.jcompose.linux.cgroup;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What to limit; null: nothing.
 *
 * @param memory bytes; -1: no limit
 * @param memorySwap memory and swap together
 * @param cpuShares 2 to 262144
 * @param cpuQuota microseconds per period
 * @param cpuset a list as {@code 0-2,4}
 * @param devices lines {@code allow|deny} and rule as in devices.allow, {@code c 1:3 rwm}; the last that matches decides
 */
public record CgroupLimits(
        @Nullable Long memory,
        @Nullable Long memoryReservation,
        @Nullable Long memorySwap,
        @Nullable Long cpuShares,
        @Nullable Long cpuQuota,
        @Nullable Long cpuPeriod,
        @Nullable String cpuset,
        @Nullable String cpusetMemory,
        @Nullable Long pids,
        List<DeviceRule> devices) {

    public static final CgroupLimits NONE =
            new CgroupLimits(null, null, null, null, null, null, null, null, null, List.of());

    public CgroupLimits {
        devices = List.copyOf(devices);
    }

    /** @param rule {@code a}, or type, numbers and access */
    public record DeviceRule(boolean allow, String rule) {}
}

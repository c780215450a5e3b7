package io.jcompose.linux.cgroup;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What to limit, in the terms of version 1 (as OCI runtime specs have it); null: leave it as it is.
 *
 * @param pids processes and threads; 0 or less: no limit
 * @param hugePages bytes by size of page as the kernel writes it, {@code 2MB}
 * @param devices lines {@code allow|deny} and rule as in devices.allow, {@code c 1:3 rwm}; the last that matches decides
 * @param unified files of version 2 and what to write there as it is
 */
public record CgroupLimits(
        Memory memory,
        Cpu cpu,
        BlockIo blockIo,
        @Nullable Long pids,
        Map<String, Long> hugePages,
        List<DeviceRule> devices,
        Map<String, String> unified) {

    public static final CgroupLimits NONE =
            new CgroupLimits(Memory.NONE, Cpu.NONE, BlockIo.NONE, null, Map.of(), List.of(), Map.of());

    public CgroupLimits {
        hugePages = Collections.unmodifiableMap(new LinkedHashMap<>(hugePages));
        devices = List.copyOf(devices);
        unified = Collections.unmodifiableMap(new LinkedHashMap<>(unified));
    }

    /**
     * Bytes; -1: no limit.
     *
     * @param swap memory and swap together
     * @param swappiness 0 to 100, version 1 only
     * @param oomKillDisable processes wait for memory instead of being killed, version 1 only
     */
    public record Memory(
            @Nullable Long limit,
            @Nullable Long reservation,
            @Nullable Long swap,
            @Nullable Long swappiness,
            @Nullable Boolean oomKillDisable) {
        static final Memory NONE = new Memory(null, null, null, null, null);
    }

    /**
     * Times are microseconds.
     *
     * @param shares 2 to 262144
     * @param quota per period; 0 or less: no limit
     * @param realtimeRuntime of realtime scheduling, per period; version 1 only
     * @param cpus a list as {@code 0-2,4}
     * @param mems memory nodes, likewise
     */
    public record Cpu(
            @Nullable Long shares,
            @Nullable Long quota,
            @Nullable Long period,
            @Nullable Long realtimeRuntime,
            @Nullable Long realtimePeriod,
            @Nullable String cpus,
            @Nullable String mems) {
        static final Cpu NONE = new Cpu(null, null, null, null, null, null, null);
    }

    /** @param weight 10 to 1000 */
    public record BlockIo(@Nullable Long weight, List<DeviceWeight> deviceWeights, List<Throttle> throttles) {
        static final BlockIo NONE = new BlockIo(null, List.of(), List.of());

        public BlockIo {
            deviceWeights = List.copyOf(deviceWeights);
            throttles = List.copyOf(throttles);
        }
    }

    /** @param device {@code major:minor} */
    public record DeviceWeight(String device, long weight) {}

    /**
     * @param device {@code major:minor}
     * @param rate bytes or operations a second; 0: no limit
     */
    public record Throttle(Rate kind, String device, long rate) {}

    /** What a throttle counts. */
    public enum Rate {
        READ_BYTES("blkio.throttle.read_bps_device", "rbps"),
        WRITE_BYTES("blkio.throttle.write_bps_device", "wbps"),
        READ_OPERATIONS("blkio.throttle.read_iops_device", "riops"),
        WRITE_OPERATIONS("blkio.throttle.write_iops_device", "wiops");

        private final String version1File;
        private final String version2Key;

        Rate(String version1File, String version2Key) {
            this.version1File = version1File;
            this.version2Key = version2Key;
        }

        String version1File() {
            return version1File;
        }

        String version2Key() {
            return version2Key;
        }
    }

    /** @param rule {@code a}, or type, numbers and access */
    public record DeviceRule(boolean allow, String rule) {}
}

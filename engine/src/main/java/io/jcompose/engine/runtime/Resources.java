package io.jcompose.engine.runtime;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code linux.resources} (config-linux.md, "Control groups"): limits of the container's cgroup. Null means: not limited, or in an update: as it
 * is. A limit whose controller this machine lacks is left out with a note.
 *
 * @param devices rules, the last that matches decides
 * @param unified files of cgroup version 2 and their content
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
public record Resources(
        List<DeviceRule> devices,
        @Nullable Memory memory,
        @Nullable Cpu cpu,
        @Nullable Pids pids,
        @Nullable BlockIo blockIO,
        List<HugePages> hugepageLimits,
        Map<String, String> unified) {

    public Resources {
        devices = devices == null ? List.of() : List.copyOf(devices);
        hugepageLimits = hugepageLimits == null ? List.of() : List.copyOf(hugepageLimits);
        unified = unified == null ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(unified));
    }

    /** Rules of devices and no limit. */
    public static Resources of(List<DeviceRule> devices) {
        return new Resources(devices, null, null, null, null, List.of(), Map.of());
    }

    /** With other rules of devices. */
    public Resources withDevices(List<DeviceRule> changed) {
        return new Resources(changed, memory, cpu, pids, blockIO, hugepageLimits, unified);
    }

    /** The same limits and no rules of devices: those are not changed while a container runs. */
    Resources withoutDevices() {
        return withDevices(List.of());
    }

    /**
     * Bytes.
     *
     * @param swap memory and swap together, -1: no limit (cgroup v1's meaning, translated on v2)
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Memory(
            @Nullable Long limit,
            @Nullable Long reservation,
            @Nullable Long swap,
            @Nullable Long swappiness,

            @JsonProperty("disableOOMKiller") @Nullable Boolean disableOomKiller) {
        public static Memory of(@Nullable Long limit, @Nullable Long reservation, @Nullable Long swap) {
            return new Memory(limit, reservation, swap, null, null);
        }
    }

    /**
     * @param shares 2 to 262144, 1024 is the usual weight
     * @param quota microseconds per period, -1: no limit
     * @param period microseconds
     * @param realtimeRuntime microseconds per {@code realtimePeriod}
     * @param cpus a list as {@code 0-2,4}
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Cpu(
            @Nullable Long shares,
            @Nullable Long quota,
            @Nullable Long period,
            @Nullable Long realtimeRuntime,
            @Nullable Long realtimePeriod,
            @Nullable String cpus,
            @Nullable String mems) {}

    /** @param limit 0 or less: no limit */
    public record Pids(long limit) {}

    /** @param weight 10 to 1000 */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record BlockIo(
            @Nullable Long weight,
            List<WeightDevice> weightDevice,
            List<ThrottleDevice> throttleReadBpsDevice,
            List<ThrottleDevice> throttleWriteBpsDevice,

            @JsonProperty("throttleReadIOPSDevice") List<ThrottleDevice> throttleReadIopsDevice,

            @JsonProperty("throttleWriteIOPSDevice") List<ThrottleDevice> throttleWriteIopsDevice) {
        public BlockIo {
            weightDevice = weightDevice == null ? List.of() : List.copyOf(weightDevice);
            throttleReadBpsDevice = throttleReadBpsDevice == null ? List.of() : List.copyOf(throttleReadBpsDevice);
            throttleWriteBpsDevice = throttleWriteBpsDevice == null ? List.of() : List.copyOf(throttleWriteBpsDevice);
            throttleReadIopsDevice = throttleReadIopsDevice == null ? List.of() : List.copyOf(throttleReadIopsDevice);
            throttleWriteIopsDevice =
                    throttleWriteIopsDevice == null ? List.of() : List.copyOf(throttleWriteIopsDevice);
        }
    }

    @JsonIgnoreProperties(ignoreUnknown = true)
    public record WeightDevice(int major, int minor, long weight) {}

    /** @param rate bytes or operations a second */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record ThrottleDevice(int major, int minor, long rate) {}

    /**
     * @param pageSize as the kernel writes it, {@code 2MB}
     * @param limit bytes
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record HugePages(
            String pageSize,

            @JsonSerialize(using = UnsignedNumber.Writer.class) @JsonDeserialize(using = UnsignedNumber.Reader.class)
            long limit) {}

    /**
     * @param type a, b or c
     * @param major null: all
     * @param access of r, w and m
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record DeviceRule(
            boolean allow,
            @Nullable String type,
            @Nullable Long major,
            @Nullable Long minor,
            @Nullable String access) {}
}

package io.jcompose.engine.runtime;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code linux.resources}: limits of the container's cgroup. Null means: not limited. A limit whose controller this machine lacks is left out
 * with a note.
 *
 * @param devices rules, the last that matches decides
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
public record Resources(
        List<DeviceRule> devices,
        @Nullable Memory memory,
        @Nullable Cpu cpu,
        @Nullable Pids pids) {

    public Resources {
        devices = devices == null ? List.of() : List.copyOf(devices);
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
            @Nullable Long swap) {}

    /**
     * @param shares 2 to 262144, 1024 is the usual weight
     * @param quota microseconds per period, -1: no limit
     * @param period microseconds
     * @param cpus a list as {@code 0-2,4}
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Cpu(
            @Nullable Long shares,
            @Nullable Long quota,
            @Nullable Long period,
            @Nullable String cpus,
            @Nullable String mems) {}

    /** @param limit 0 or less: no limit */
    public record Pids(long limit) {}

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

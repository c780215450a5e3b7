package io.jcompose.compose.model;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Limits and reservations of a service's containers. Sizes are bytes. */
public record ServiceResources(
        Cpu cpu,
        Memory memory,
        Optional<Long> pidsLimit,
        Map<String, Ulimit> ulimits,
        Optional<BlockIo> blockIo,
        List<DeviceRequest> gpus,
        Optional<Deploy> deploy) {
    public static final ServiceResources NONE = new ServiceResources(
            Cpu.NONE, Memory.NONE, Optional.empty(), Map.of(), Optional.empty(), List.of(), Optional.empty());

    public ServiceResources {
        ulimits = Ordered.copy(ulimits);
        gpus = List.copyOf(gpus);
    }

    /**
     * @param cpus how many processors' time; also from deploy.resources.limits
     * @param quota microseconds per period
     * @param period microseconds
     */
    public record Cpu(
            Optional<Double> cpus,
            Optional<Long> shares,
            Optional<Long> quota,
            Optional<Long> period,
            Optional<Long> realtimeRuntime,
            Optional<Long> realtimePeriod,
            Optional<String> cpuset) {
        public static final Cpu NONE = new Cpu(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    /**
     * @param limit also from deploy.resources.limits
     * @param swapLimit memory and swap together; -1 means without limit
     */
    public record Memory(
            Optional<Long> limit,
            Optional<Long> reservation,
            Optional<Long> swapLimit,
            Optional<Integer> swappiness,
            boolean oomKillDisable,
            Optional<Integer> oomScoreAdj) {
        public static final Memory NONE = new Memory(
                Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), false, Optional.empty());
    }

    /** Rates are bytes or operations a second. */
    public record BlockIo(
            Optional<Integer> weight,
            Map<String, Integer> deviceWeights,
            Map<String, Long> readBps,
            Map<String, Long> writeBps,
            Map<String, Long> readIops,
            Map<String, Long> writeIops) {
        public BlockIo {
            deviceWeights = Ordered.copy(deviceWeights);
            readBps = Ordered.copy(readBps);
            writeBps = Ordered.copy(writeBps);
            readIops = Ordered.copy(readIops);
            writeIops = Ordered.copy(writeIops);
        }
    }

    /** A wish for devices, as GPUs are asked for; {@code count} -1 means all. */
    public record DeviceRequest(
            List<String> capabilities,
            Optional<String> driver,
            Optional<Long> count,
            List<String> deviceIds,
            Map<String, String> options) {
        public DeviceRequest {
            capabilities = List.copyOf(capabilities);
            deviceIds = List.copyOf(deviceIds);
            options = Ordered.copy(options);
        }
    }
}

package io.jcompose.engine.container;

import java.util.List;
import java.util.Optional;

/**
 * The resources that a container may use; 0 or absent: no limit.
 *
 * @param pids processes and threads, -1: no limit
 * @param shmSize of /dev/shm in bytes, 0: 64 MiB
 */
public record Limits(
        Memory memory,
        Cpu cpu,
        BlockIo blockIo,
        long pids,
        long shmSize,
        Optional<Integer> oomScoreAdj,
        List<Ulimit> ulimits) {
    public static final Limits NONE =
            new Limits(Memory.NONE, Cpu.NONE, BlockIo.NONE, 0, 0, Optional.empty(), List.of());

    public Limits {
        memory = memory == null ? Memory.NONE : memory;
        cpu = cpu == null ? Cpu.NONE : cpu;
        blockIo = blockIo == null ? BlockIo.NONE : blockIo;
        ulimits = List.copyOf(ulimits);
    }

    /**
     * Bytes.
     *
     * @param swap memory and swap together, as docker counts it; -1: no limit; 0: as much swap as memory
     * @param swappiness 0 to 100; cgroup version 1 only
     * @param oomKillDisable processes wait for memory instead of being killed; cgroup version 1 only
     */
    public record Memory(
            long limit, long reservation, long swap, Optional<Integer> swappiness, boolean oomKillDisable) {
        public static final Memory NONE = new Memory(0, 0, 0, Optional.empty(), false);
    }

    /**
     * Times are microseconds.
     *
     * @param nanoCpus processors in units of 1e-9; excludes quota and period
     * @param quota per period, -1: no limit
     * @param realtimeRuntime per {@code realtimePeriod}; cgroup version 1 only
     * @param cpus processors, a list as {@code 0-2,4}; empty: all
     * @param mems memory nodes, likewise
     */
    public record Cpu(
            long nanoCpus,
            long shares,
            long quota,
            long period,
            long realtimeRuntime,
            long realtimePeriod,
            String cpus,
            String mems) {
        public static final Cpu NONE = new Cpu(0, 0, 0, 0, 0, 0, "", "");
    }

    /** @param weight 10 to 1000 */
    public record BlockIo(
            int weight,
            List<DeviceWeight> deviceWeights,
            List<DeviceRate> readBps,
            List<DeviceRate> writeBps,
            List<DeviceRate> readIops,
            List<DeviceRate> writeIops) {
        public static final BlockIo NONE = new BlockIo(0, List.of(), List.of(), List.of(), List.of(), List.of());

        public BlockIo {
            deviceWeights = List.copyOf(deviceWeights);
            readBps = List.copyOf(readBps);
            writeBps = List.copyOf(writeBps);
            readIops = List.copyOf(readIops);
            writeIops = List.copyOf(writeIops);
        }
    }

    /** @param path of the device's node on the host */
    public record DeviceWeight(String path, int weight) {}

    /**
     * @param path of the device's node on the host
     * @param rate bytes or operations a second
     */
    public record DeviceRate(String path, long rate) {}

    /** @param name without RLIMIT_, in small letters: {@code nofile}; -1 is unlimited */
    public record Ulimit(String name, long soft, long hard) {}
}

package io.jcompose.cli.command.container.flags;

import io.jcompose.engine.container.Limits;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How much it may take. */
public final class LimitFlags {
    @Option(
            names = {"-m", "--memory"},
            paramLabel = "BYTES",
            description = "Memory limit")
    @Nullable
    String memory;

    @Option(names = "--memory-reservation", paramLabel = "BYTES", description = "Memory soft limit")
    @Nullable
    String reservation;

    @Option(names = "--memory-swap", paramLabel = "BYTES", description = "Memory plus swap; -1: unlimited swap")
    @Nullable
    String swap;

    @Option(names = "--memory-swappiness", paramLabel = "0..100", description = "Tune container memory swappiness")
    @Nullable
    Integer swappiness;

    @Option(names = "--oom-kill-disable", description = "Disable OOM killer")
    boolean noOomKill;

    @Option(names = "--oom-score-adj", paramLabel = "N", description = "Tune host's OOM preferences (-1000 to 1000)")
    @Nullable
    Integer oomScore;

    @Option(names = "--cpus", paramLabel = "N", description = "Number of CPUs")
    @Nullable
    String cpus;

    @Option(
            names = {"-c", "--cpu-shares"},
            paramLabel = "N",
            description = "CPU shares (relative weight)")
    @Nullable
    Long cpuShares;

    @Option(names = "--cpu-period", paramLabel = "MICROSECONDS", description = "Limit CPU CFS period")
    @Nullable
    Long cpuPeriod;

    @Option(names = "--cpu-quota", paramLabel = "MICROSECONDS", description = "Limit CPU CFS quota")
    @Nullable
    Long cpuQuota;

    @Option(names = "--cpu-rt-period", paramLabel = "MICROSECONDS", description = "Limit CPU real-time period")
    @Nullable
    Long cpuRealTimePeriod;

    @Option(names = "--cpu-rt-runtime", paramLabel = "MICROSECONDS", description = "Limit CPU real-time runtime")
    @Nullable
    Long cpuRealTimeRuntime;

    @Option(names = "--cpuset-cpus", paramLabel = "CPUS", description = "CPUs in which to allow execution (0-3, 0,1)")
    @Nullable
    String cpuset;

    @Option(names = "--cpuset-mems", paramLabel = "NODES", description = "MEMs in which to allow execution (0-3, 0,1)")
    String memoryNodes = "";

    @Option(
            names = "--kernel-memory",
            paramLabel = "BYTES",
            description = "Kernel memory limit: no kernel has it any more")
    @Nullable
    String kernelMemory;

    @Option(names = "--pids-limit", paramLabel = "N", description = "Tune container pids limit; -1: unlimited")
    @Nullable
    Long pids;

    @Option(names = "--blkio-weight", paramLabel = "N", description = "Block IO (relative weight), between 10 and 1000")
    @Nullable
    Integer blkioWeight;

    @Option(names = "--blkio-weight-device", paramLabel = "DEVICE:N", description = "Block IO weight, by device")
    List<String> blkioWeights = new ArrayList<>();

    @Option(names = "--device-read-bps", paramLabel = "DEVICE:BYTES", description = "Limit read rate from a device")
    List<String> readBytes = new ArrayList<>();

    @Option(names = "--device-write-bps", paramLabel = "DEVICE:BYTES", description = "Limit write rate to a device")
    List<String> writeBytes = new ArrayList<>();

    @Option(names = "--device-read-iops", paramLabel = "DEVICE:N", description = "Limit reads per second from a device")
    List<String> reads = new ArrayList<>();

    @Option(names = "--device-write-iops", paramLabel = "DEVICE:N", description = "Limit writes per second to a device")
    List<String> writes = new ArrayList<>();

    @Option(names = "--shm-size", paramLabel = "BYTES", description = "Size of /dev/shm")
    @Nullable
    String shm;

    @Option(names = "--ulimit", paramLabel = "NAME=SOFT[:HARD]", description = "Ulimit options")
    List<String> ulimits = new ArrayList<>();

    void write(ServiceDocument document) {
        document.put("mem_limit", memory);
        document.put("mem_reservation", reservation);
        document.put("memswap_limit", swap);
        document.put("mem_swappiness", swappiness);
        document.put("oom_kill_disable", noOomKill ? Boolean.TRUE : null);
        document.put("oom_score_adj", oomScore);
        document.put("cpus", cpus);
        document.put("cpu_shares", cpuShares);
        document.put("cpu_period", cpuPeriod);
        document.put("cpu_quota", cpuQuota);
        document.put("cpu_rt_period", cpuRealTimePeriod);
        document.put("cpu_rt_runtime", cpuRealTimeRuntime);
        document.put("cpuset", cpuset);
        document.put("pids_limit", pids);
        document.put("shm_size", shm);
        blkio(document);
        Map<String, Object> limits = new LinkedHashMap<>();
        for (String word : ulimits) {
            List<String> pair = Words.two(word, '=', "--ulimit");
            limits.put(pair.getFirst(), limit(pair.getLast()));
        }
        document.put("ulimits", limits);
    }

    /** What docker tells and does all the same. */
    List<String> warnings() {
        return kernelMemory == null
                ? List.of()
                : List.of("WARNING: --kernel-memory has no effect: no kernel limits it");
    }

    /** What a compose file has no attribute for. */
    Limits with(Limits limits) {
        Limits.Cpu cpu = limits.cpu();
        return new Limits(
                limits.memory(),
                new Limits.Cpu(
                        cpu.nanoCpus(),
                        cpu.shares(),
                        cpu.quota(),
                        cpu.period(),
                        cpu.realtimeRuntime(),
                        cpu.realtimePeriod(),
                        cpu.cpus(),
                        memoryNodes),
                limits.blockIo(),
                limits.pids(),
                limits.shmSize(),
                limits.oomScoreAdj(),
                limits.ulimits());
    }

    private static Object limit(String values) {
        int colon = values.indexOf(':');
        String soft = colon < 0 ? values : values.substring(0, colon);
        String hard = colon < 0 ? values : values.substring(colon + 1);
        return Map.of("soft", Words.number(soft), "hard", Words.number(hard));
    }

    private void blkio(ServiceDocument document) {
        document.member("blkio_config", "weight", blkioWeight);
        devices(document, "weight_device", "weight", blkioWeights, "--blkio-weight-device");
        devices(document, "device_read_bps", "rate", readBytes, "--device-read-bps");
        devices(document, "device_write_bps", "rate", writeBytes, "--device-write-bps");
        devices(document, "device_read_iops", "rate", reads, "--device-read-iops");
        devices(document, "device_write_iops", "rate", writes, "--device-write-iops");
    }

    private static void devices(ServiceDocument document, String name, String what, List<String> words, String flag) {
        if (words.isEmpty()) {
            return;
        }
        List<Map<String, Object>> all = new ArrayList<>();
        for (String word : words) {
            List<String> pair = Words.two(word, ':', flag);
            all.add(Map.of("path", pair.getFirst(), what, Words.number(pair.getLast())));
        }
        document.member("blkio_config", name, all);
    }
}

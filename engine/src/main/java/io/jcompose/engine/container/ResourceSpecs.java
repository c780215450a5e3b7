package io.jcompose.engine.container;

import io.jcompose.engine.runtime.Resources;
import io.jcompose.linux.file.FileStatus;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes the limits of a container as {@code linux.resources} of a runtime spec. */
final class ResourceSpecs {
    private static final long PERIOD_MICROS = 100_000;
    private static final long NANO = 1_000_000_000L;

    private ResourceSpecs() {}

    static Resources of(Limits limits, List<Resources.DeviceRule> devices) {
        return new Resources(
                devices,
                memory(limits.memory()),
                cpu(limits.cpu()),
                limits.pids() == 0 ? null : new Resources.Pids(limits.pids()),
                blockIo(limits.blockIo()),
                List.of(),
                Map.of());
    }

    private static Resources.@Nullable Memory memory(Limits.Memory memory) {
        if (memory.equals(Limits.Memory.NONE)) {
            return null;
        }
        return new Resources.Memory(
                given(memory.limit()),
                given(memory.reservation()),
                given(swap(memory)),
                memory.swappiness().map(Long::valueOf).orElse(null),
                memory.oomKillDisable() ? Boolean.TRUE : null);
    }

    /** Docker's rule: with a memory limit and nothing said of swap, as much swap again. */
    private static long swap(Limits.Memory memory) {
        return memory.swap() == 0 && memory.limit() > 0 ? memory.limit() * 2 : memory.swap();
    }

    private static Resources.@Nullable Cpu cpu(Limits.Cpu cpu) {
        if (cpu.equals(Limits.Cpu.NONE)) {
            return null;
        }
        boolean cpus = cpu.nanoCpus() > 0;
        return new Resources.Cpu(
                given(cpu.shares()),
                given(cpus ? cpu.nanoCpus() * PERIOD_MICROS / NANO : cpu.quota()),
                given(cpus ? PERIOD_MICROS : cpu.period()),
                given(cpu.realtimeRuntime()),
                given(cpu.realtimePeriod()),
                cpu.cpus().isEmpty() ? null : cpu.cpus(),
                cpu.mems().isEmpty() ? null : cpu.mems());
    }

    private static Resources.@Nullable BlockIo blockIo(Limits.BlockIo io) {
        if (io.equals(Limits.BlockIo.NONE)) {
            return null;
        }
        return new Resources.BlockIo(
                given(io.weight()),
                io.deviceWeights().stream()
                        .map(each -> {
                            FileStatus device = LimitCheck.blockDevice(each.path());
                            return new Resources.WeightDevice(
                                    device.deviceMajor(), device.deviceMinor(), each.weight());
                        })
                        .toList(),
                throttles(io.readBps()),
                throttles(io.writeBps()),
                throttles(io.readIops()),
                throttles(io.writeIops()));
    }

    private static List<Resources.ThrottleDevice> throttles(List<Limits.DeviceRate> rates) {
        return rates.stream()
                .map(each -> {
                    FileStatus device = LimitCheck.blockDevice(each.path());
                    return new Resources.ThrottleDevice(device.deviceMajor(), device.deviceMinor(), each.rate());
                })
                .toList();
    }

    private static @Nullable Long given(long value) {
        return value == 0 ? null : Long.valueOf(value);
    }
}

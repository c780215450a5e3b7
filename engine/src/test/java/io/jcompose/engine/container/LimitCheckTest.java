package io.jcompose.engine.container;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jcompose.error.JcomposeException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class LimitCheckTest {
    private static final long MIB = 1 << 20;

    private static Limits memory(long limit, long reservation, long swap) {
        return with(new Limits.Memory(limit, reservation, swap, Optional.empty(), false), Limits.Cpu.NONE);
    }

    private static Limits swappiness(int value) {
        return with(new Limits.Memory(0, 0, 0, Optional.of(value), false), Limits.Cpu.NONE);
    }

    private static Limits cpu(long nanoCpus, long quota, long period, String cpus) {
        return with(Limits.Memory.NONE, new Limits.Cpu(nanoCpus, 0, quota, period, 0, 0, cpus, ""));
    }

    private static Limits with(Limits.Memory memory, Limits.Cpu cpu) {
        return new Limits(memory, cpu, Limits.BlockIo.NONE, 0, 0, Optional.empty(), List.of());
    }

    private static Limits io(int weight, Limits.DeviceRate... rates) {
        Limits.BlockIo io = new Limits.BlockIo(weight, List.of(), List.of(rates), List.of(), List.of(), List.of());
        return new Limits(Limits.Memory.NONE, Limits.Cpu.NONE, io, 0, 0, Optional.empty(), List.of());
    }

    private static void refused(Limits limits, String words) {
        assertThatThrownBy(() -> LimitCheck.check(limits))
                .isInstanceOf(JcomposeException.class)
                .hasMessageContaining(words);
    }

    @Test
    void takesWhatDockerTakes() {
        assertThatCode(() -> {
                    LimitCheck.check(Limits.NONE);
                    LimitCheck.check(memory(6 * MIB, 6 * MIB, 6 * MIB));
                    LimitCheck.check(memory(64 * MIB, 0, -1));
                    LimitCheck.check(swappiness(0));
                    LimitCheck.check(cpu(10_000_000, 0, 0, "0"));
                    LimitCheck.check(cpu(0, -1, 1000, ""));
                    LimitCheck.check(io(10));
                })
                .doesNotThrowAnyException();
    }

    @Test
    void refusesMemoryThatMakesNoSense() {
        refused(memory(6 * MIB - 1, 0, 0), "Minimum memory limit allowed is 6MB");
        refused(memory(-5, 0, 0), "Minimum memory limit allowed is 6MB");
        refused(memory(0, MIB, 0), "Minimum memory reservation allowed is 6MB");
        refused(memory(64 * MIB, 0, 32 * MIB), "memoryswap limit should be larger than memory limit");
        refused(memory(0, 0, 32 * MIB), "You should always set the Memory limit when using Memoryswap limit");
        refused(memory(32 * MIB, 64 * MIB, 0), "can not be less than memory reservation limit");
        refused(swappiness(101), "Invalid value: 101, valid memory swappiness range is 0-100");
    }

    @Test
    void refusesProcessorsThatThereAreNot() {
        refused(cpu(1_000_000_000_000_000L, 0, 0, ""), "Range of CPUs is from 0.01 to ");
        refused(cpu(1_000_000_000L, 0, 100_000, ""), "Nano CPUs and CPU Period cannot both be set");
        refused(cpu(1_000_000_000L, 50_000, 0, ""), "Nano CPUs and CPU Quota cannot both be set");
        refused(cpu(0, 0, 999, ""), "CPU cfs period can not be less than 1ms");
        refused(cpu(0, 999, 0, ""), "CPU cfs quota can not be less than 1ms");
        refused(cpu(0, 0, 0, "0,9999"), "Requested CPUs are not available - requested 0,9999, available: 0");
        refused(cpu(0, 0, 0, "zero"), "Invalid value zero for cpuset cpus");
    }

    @Test
    void refusesWeightsAndDevicesThatThereAreNot() {
        refused(io(9), "Range of blkio weight is from 10 to 1000");
        refused(io(1001), "Range of blkio weight is from 10 to 1000");
        refused(io(0, new Limits.DeviceRate("/dev/null", 1)), "\"/dev/null\" is not a block device");
        refused(io(0, new Limits.DeviceRate("/dev/no-such", 1)), "\"/dev/no-such\" is not a block device");
    }

    @Test
    void refusesAnOomScoreOutOfRange() {
        refused(
                new Limits(
                        Limits.Memory.NONE, Limits.Cpu.NONE, Limits.BlockIo.NONE, 0, 0, Optional.of(1001), List.of()),
                "Invalid value 1001, range for oom score adj is [-1000, 1000]");
    }
}

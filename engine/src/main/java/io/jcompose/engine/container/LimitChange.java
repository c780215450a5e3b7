package io.jcompose.engine.container;

import io.jcompose.error.JcomposeException;
import io.jcompose.error.JcomposeException.Kind;
import java.util.List;
import java.util.Optional;

/** Arithmetic of {@code update}: in a change, 0 or absent means that the limit stays as it is. */
final class LimitChange {
    private LimitChange() {}

    /** @throws JcomposeException INVALID, in docker's words (moby container/container_unix.go, UpdateContainer) */
    static Limits merged(Limits old, Limits changes) {
        return new Limits(
                memory(old.memory(), changes.memory()),
                cpu(old.cpu(), changes.cpu()),
                blockIo(old.blockIo(), changes.blockIo()),
                either(changes.pids(), old.pids()),
                old.shmSize(),
                old.oomScoreAdj(),
                old.ulimits());
    }

    private static long either(long changed, long old) {
        return changed == 0 ? old : changed;
    }

    private static Limits.Memory memory(Limits.Memory old, Limits.Memory changes) {
        long swap = old.swap() == 0 && old.limit() > 0 ? 2 * old.limit() : old.swap();
        if (changes.swap() == 0 && swap > 0 && changes.limit() > swap) {
            throw refused(
                    "Memory limit should be smaller than already set memoryswap limit, update the memoryswap at the same"
                            + " time",
                    "give --memory-swap too: it counts memory and swap together");
        }
        return new Limits.Memory(
                either(changes.limit(), old.limit()),
                either(changes.reservation(), old.reservation()),
                either(changes.swap(), swap),
                old.swappiness(),
                old.oomKillDisable());
    }

    private static Limits.Cpu cpu(Limits.Cpu old, Limits.Cpu changes) {
        refuse(changes.nanoCpus() > 0 && old.period() > 0, "NanoCPUs", "CPU Period");
        refuse(changes.nanoCpus() > 0 && old.quota() > 0, "NanoCPUs", "CPU Quota");
        refuse(changes.period() > 0 && old.nanoCpus() > 0, "CPU Period", "NanoCPUs");
        refuse(changes.quota() > 0 && old.nanoCpus() > 0, "CPU Quota", "NanoCPUs");
        return new Limits.Cpu(
                either(changes.nanoCpus(), old.nanoCpus()),
                either(changes.shares(), old.shares()),
                either(changes.quota(), old.quota()),
                either(changes.period(), old.period()),
                either(changes.realtimeRuntime(), old.realtimeRuntime()),
                either(changes.realtimePeriod(), old.realtimePeriod()),
                changes.cpus().isEmpty() ? old.cpus() : changes.cpus(),
                changes.mems().isEmpty() ? old.mems() : changes.mems());
    }

    private static void refuse(boolean conflict, String changed, String set) {
        if (conflict) {
            throw refused(
                    "Conflicting options: " + changed + " cannot be updated as " + set + " has already been set",
                    "change the one that was set");
        }
    }

    private static JcomposeException refused(String what, String remedy) {
        return new JcomposeException(Kind.INVALID, what, remedy);
    }

    private static Limits.BlockIo blockIo(Limits.BlockIo old, Limits.BlockIo changes) {
        return new Limits.BlockIo(
                changes.weight() == 0 ? old.weight() : changes.weight(),
                old.deviceWeights(),
                old.readBps(),
                old.writeBps(),
                old.readIops(),
                old.writeIops());
    }

    /** Those of the limits that a change touches; some come in groups, as the kernel wants them in a certain order. */
    static Limits touched(Limits limits, Limits changes) {
        Limits.Memory memory = limits.memory();
        return new Limits(
                changes.memory().equals(Limits.Memory.NONE)
                        ? Limits.Memory.NONE
                        : new Limits.Memory(
                                memory.limit(), memory.reservation(), memory.swap(), Optional.empty(), false),
                changes.cpu().equals(Limits.Cpu.NONE) ? Limits.Cpu.NONE : limits.cpu(),
                new Limits.BlockIo(
                        changes.blockIo().weight() == 0 ? 0 : limits.blockIo().weight(),
                        List.of(),
                        List.of(),
                        List.of(),
                        List.of(),
                        List.of()),
                changes.pids() == 0 ? 0 : limits.pids(),
                0,
                Optional.empty(),
                List.of());
    }

    /** The same with -1 where there was no limit, to take away one that a change has set. */
    static Limits explicit(Limits limits) {
        Limits.Memory memory = limits.memory();
        Limits.Cpu cpu = limits.cpu();
        boolean limited = memory.limit() > 0;
        return new Limits(
                new Limits.Memory(
                        limited ? memory.limit() : -1,
                        memory.reservation() > 0 ? memory.reservation() : -1,
                        limited ? memory.swap() : -1,
                        memory.swappiness(),
                        memory.oomKillDisable()),
                new Limits.Cpu(
                        cpu.nanoCpus(),
                        cpu.shares(),
                        cpu.quota() == 0 ? -1 : cpu.quota(),
                        cpu.period(),
                        cpu.realtimeRuntime(),
                        cpu.realtimePeriod(),
                        cpu.cpus(),
                        cpu.mems()),
                limits.blockIo(),
                limits.pids() == 0 ? -1 : limits.pids(),
                limits.shmSize(),
                limits.oomScoreAdj(),
                limits.ulimits());
    }
}

package io.jcompose.engine.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class LimitChangeTest {
    private static final long MIB = 1 << 20;

    private static Limits limits(long memory, long swap, long nanoCpus, long quota) {
        return new Limits(
                new Limits.Memory(memory, 0, swap, Optional.empty(), false),
                new Limits.Cpu(nanoCpus, 0, quota, 0, 0, 0, "", ""),
                Limits.BlockIo.NONE,
                0,
                0,
                Optional.empty(),
                List.of());
    }

    @Test
    void keepsWhatAChangeDoesNotName() {
        Limits merged = LimitChange.merged(limits(64 * MIB, -1, 500_000_000, 0), limits(0, 0, 1_000_000_000, 0));

        assertThat(merged).isEqualTo(limits(64 * MIB, -1, 1_000_000_000, 0));
    }

    @Test
    void keepsTheSwapThatCameWithTheMemory() {
        Limits merged = LimitChange.merged(limits(64 * MIB, 0, 0, 0), limits(100 * MIB, 0, 0, 0));

        assertThat(merged.memory().swap()).isEqualTo(128 * MIB);
        assertThatThrownBy(() -> LimitChange.merged(limits(64 * MIB, 0, 0, 0), limits(200 * MIB, 0, 0, 0)))
                .hasMessageContaining("Memory limit should be smaller than already set memoryswap limit");
        assertThat(LimitChange.merged(limits(64 * MIB, 0, 0, 0), limits(200 * MIB, 400 * MIB, 0, 0))
                        .memory()
                        .swap())
                .isEqualTo(400 * MIB);
    }

    @Test
    void refusesCpusWhereAQuotaIs() {
        assertThatThrownBy(() -> LimitChange.merged(limits(0, 0, 0, 50_000), limits(0, 0, 1_000_000_000, 0)))
                .hasMessageContaining(
                        "Conflicting options: NanoCPUs cannot be updated as CPU Quota has already been set");
        assertThatThrownBy(() -> LimitChange.merged(limits(0, 0, 1_000_000_000, 0), limits(0, 0, 0, 50_000)))
                .hasMessageContaining(
                        "Conflicting options: CPU Quota cannot be updated as NanoCPUs has already been set");
    }
}

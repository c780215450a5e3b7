package io.jcompose.linux.cgroup;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class LimitsV2Test {
    @Test
    void sharesBecomeWeightsSoThatTheDefaultsMeet() {
        assertThat(LimitsV2.weight(2)).isEqualTo(1);
        assertThat(LimitsV2.weight(512)).isEqualTo(59);
        assertThat(LimitsV2.weight(1024)).isEqualTo(100);
        assertThat(LimitsV2.weight(2048)).isEqualTo(174);
        assertThat(LimitsV2.weight(262_144)).isEqualTo(10_000);
        assertThat(LimitsV2.weight(1)).isEqualTo(1);
        assertThat(LimitsV2.weight(Long.MAX_VALUE)).isEqualTo(10_000);
    }
}

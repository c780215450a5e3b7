package io.jcompose.linux.cgroup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is found on the machine that the test runs on. */
final class CgroupsTest {
    @Test
    void findsTheHierarchiesOfThisMachine() {
        Cgroups cgroups = Cgroups.detect();

        Cgroup cgroup = cgroups.at("/jcompose-nowhere/x");

        assertThat(cgroup.views())
                .isNotEmpty()
                .allMatch(view -> view.directory().endsWith("/jcompose-nowhere/x"));
        assertThat(cgroup.views()).noneMatch(view -> view.name().equals("unified"));
        assertThat(cgroup.processes()).isEmpty();
        assertThat(cgroup.remove()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"relative", "/a/../../b", ""})
    void refusesAPathThatLeadsElsewhere(String path) {
        Cgroups cgroups = Cgroups.detect();

        assertThatThrownBy(() -> cgroups.at(path)).isInstanceOf(IllegalArgumentException.class);
    }
}

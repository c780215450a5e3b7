package io.jcompose.scenario;

import java.io.IOException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A kernel with cgroup v2 alone, in a virtual machine: too slow for every build, see the profile "nightly". */
@Tag("nightly")
final class CgroupV2Scenario {

    @Test
    void limitsAreTheKernelsAndLeaveNothingBehind() throws IOException {
        VirtualMachine.passes("cgroup-v2", "crun", "cgroup v2: all well");
    }
}

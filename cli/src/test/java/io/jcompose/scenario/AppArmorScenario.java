package io.jcompose.scenario;

import java.io.IOException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A kernel with AppArmor, in a virtual machine: too slow for every build, see the profile "nightly". */
@Tag("nightly")
final class AppArmorScenario {

    @Test
    void profilesAreTheKernelsAndAnUnknownOneIsRefused() throws IOException {
        VirtualMachine.passes("apparmor", "apparmor", "AppArmor: all well");
    }
}

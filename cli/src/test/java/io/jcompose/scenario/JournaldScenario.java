package io.jcompose.scenario;

import java.io.IOException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A machine with systemd, whose journal containers write to, in a virtual machine: too slow for every build, see the profile "nightly". */
@Tag("nightly")
final class JournaldScenario {

    @Test
    void linesAreInTheJournalWithDockersFields() throws IOException {
        VirtualMachine.passes("journald", "", "journald: all well");
    }
}

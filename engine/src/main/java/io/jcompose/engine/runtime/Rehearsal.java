package io.jcompose.engine.runtime;

import io.jcompose.error.JcomposeException;
import io.jcompose.linux.LinuxException;
import io.jcompose.linux.file.DescriptorSet;
import io.jcompose.linux.file.Descriptors;
import io.jcompose.linux.file.Open;
import io.jcompose.linux.process.Namespaces;
import io.jcompose.linux.process.Spawn;
import io.jcompose.linux.seccomp.Filter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Goes through what a birth thread does after it has left the host's files, so that its classes are loaded when it counts: the class path
 * may be a directory, and that is no longer there.
 */
final class Rehearsal {
    private static final String NOWHERE = "/nonexistent/jcompose";

    private Rehearsal() {}

    /** On a clean thread. */
    static void run(Optional<Filter> seccomp) {
        List<String> seen = new ArrayList<>();
        OneWayThread.run("jcompose-rehearsal", () -> {
            Namespaces.unshare(Namespaces.FS | Namespaces.UTS);
            Namespaces.setHostName("rehearsal");
            ProcessSpec process = new ProcessSpec(
                    false,
                    null,
                    ProcessSpec.User.ROOT,
                    List.of(NOWHERE),
                    List.of("PATH=/bin"),
                    "/",
                    null,
                    List.of(),
                    false,
                    null,
                    null);
            Identity identity = new Identity(process, seccomp);
            identity.assume();
            seen.add(messageOf(() -> Program.find(process)));
            seen.add(messageOf(() -> Descriptors.open(NOWHERE, Open.PATH)));
            try (DescriptorSet open = new DescriptorSet()) {
                int nothing = open.add(Descriptors.open("/dev/null", Open.RDWR));
                Spawn spawn = new Spawn(
                        NOWHERE,
                        process.args(),
                        process.env(),
                        new Spawn.Stdio.Descriptors(nothing, nothing, nothing),
                        Optional.of(new Spawn.Gate(NOWHERE, NOWHERE)),
                        identity.filter(),
                        OptionalInt.empty());
                seen.add(Program.refused(NOWHERE, spawn.run().errno()).getMessage());
            }
        });
        if (seen.size() != 3 || Files.exists(Path.of(NOWHERE))) {
            throw new IllegalStateException("the rehearsal of a start went wrong: " + seen);
        }
    }

    private static String messageOf(Runnable failing) {
        try {
            failing.run();
            return "nothing failed";
        } catch (JcomposeException | LinuxException e) {
            return String.valueOf(e.getMessage());
        }
    }
}

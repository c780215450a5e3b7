package io.jcompose.engine.runtime;

import io.jcompose.error.JcomposeException;
import io.jcompose.error.JcomposeException.Kind;
import java.nio.file.Path;

/** Refuses a spec that can't work before anything is made. */
final class SpecCheck {
    private SpecCheck() {}

    static void check(RuntimeSpec spec, Path bundle) {
        if (!bundle.isAbsolute()) {
            throw new IllegalArgumentException("a bundle is an absolute path: " + bundle);
        }
        boolean ownMounts = spec.linux().namespaces().stream()
                .anyMatch(namespace -> namespace.type().equals(LinuxSpec.Namespace.MOUNT) && namespace.path() == null);
        if (!ownMounts) {
            throw new JcomposeException(Kind.INVALID, "a container needs a mount namespace of its own");
        }
        for (MountSpec mount : spec.mounts()) {
            if (!mount.destination().startsWith("/")) {
                throw new JcomposeException(
                        Kind.INVALID, "the mount destination \"" + mount.destination() + "\" is not an absolute path");
            }
        }
        Sysctl.check(spec);
        check(spec.process());
    }

    static void check(ProcessSpec process) {
        if (process.args().isEmpty() || process.args().getFirst().isEmpty()) {
            throw new JcomposeException(
                    Kind.INVALID,
                    "no command is given",
                    "set a command or an entrypoint, or use an image that has one");
        }
        if (!process.cwd().startsWith("/")) {
            throw new JcomposeException(
                    Kind.INVALID, "the working directory \"" + process.cwd() + "\" is not an absolute path");
        }
        ProcessLimits.check(process);
    }
}

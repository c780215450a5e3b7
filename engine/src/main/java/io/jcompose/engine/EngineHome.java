package io.jcompose.engine;

import java.nio.file.Path;

/**
 * The two directories that make an engine itself; engines with different ones live side by side on a machine.
 *
 * @param home JCOMPOSE_HOME: data that outlives a boot
 * @param run JCOMPOSE_RUN: sockets, fifos, network namespaces
 */
public record EngineHome(Path home, Path run) {
    public EngineHome {
        if (!home.isAbsolute() || !run.isAbsolute()) {
            throw new IllegalArgumentException("not absolute: " + home + ", " + run);
        }
    }
}

package io.jcompose.cli.wire;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.zip.CRC32;

/**
 * Where one engine lives.
 *
 * @param home data, {@code $JCOMPOSE_HOME} or {@code /var/lib/jcompose}
 * @param run sockets and fifos, {@code $JCOMPOSE_RUN} or {@code /run/jcompose}; for another home without a JCOMPOSE_RUN a directory beside that, so
 *     that a command never talks to the engine of a home that was not meant
 */
public record EnginePaths(Path home, Path run) {
    private static final String DEFAULT_HOME = "/var/lib/jcompose";
    private static final String DEFAULT_RUN = "/run/jcompose";

    public static EnginePaths of(Map<String, String> environment, String directory) {
        String home = environment.getOrDefault("JCOMPOSE_HOME", "");
        String run = environment.getOrDefault("JCOMPOSE_RUN", "");
        Path here = Path.of(directory);
        Path homePath = here.resolve(home.isEmpty() ? DEFAULT_HOME : home).normalize();
        if (!run.isEmpty()) {
            return new EnginePaths(homePath, here.resolve(run).normalize());
        }
        if (homePath.toString().equals(DEFAULT_HOME)) {
            return new EnginePaths(homePath, Path.of(DEFAULT_RUN));
        }
        CRC32 crc = new CRC32();
        crc.update(homePath.toString().getBytes(StandardCharsets.UTF_8));
        return new EnginePaths(homePath, Path.of(DEFAULT_RUN + "-" + Long.toHexString(crc.getValue())));
    }

    public Path socket() {
        return run.resolve("engine.sock");
    }

    /** Locked as long as the engine lives. */
    public Path lock() {
        return run.resolve("engine.lock");
    }

    /** Locked by the client that starts the engine. */
    public Path startLock() {
        return run.resolve("start.lock");
    }

    public Path log() {
        return home.resolve("engine.log");
    }
}

package io.jcompose.cli.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.jcompose.error.JcomposeException;
import io.jcompose.error.JcomposeException.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * What {@code $JCOMPOSE_HOME/config.json} says of the engine's process: {@code {"engine": {"idleExitSeconds": 300}}}.
 *
 * @param idleExit how long the engine stays without client and container; zero: for ever
 */
record Settings(Duration idleExit) {
    private static final Duration USUAL = Duration.ofMinutes(5);

    static Settings read(Path home) throws IOException {
        Path file = home.resolve("config.json");
        if (!Files.exists(file)) {
            return new Settings(USUAL);
        }
        try {
            JsonNode seconds =
                    new ObjectMapper().readTree(file.toFile()).path("engine").path("idleExitSeconds");
            if (seconds.isMissingNode()) {
                return new Settings(USUAL);
            }
            if (!seconds.canConvertToLong() || seconds.asLong() < 0) {
                throw new JcomposeException(
                        Kind.INVALID,
                        file + ": engine.idleExitSeconds is " + seconds,
                        "give a number of seconds, 0 for never");
            }
            return new Settings(Duration.ofSeconds(seconds.asLong()));
        } catch (com.fasterxml.jackson.core.JacksonException e) {
            throw new JcomposeException(
                    Kind.INVALID,
                    file + " is not JSON: " + e.getOriginalMessage(),
                    "correct the file, or move it away",
                    e);
        }
    }
}

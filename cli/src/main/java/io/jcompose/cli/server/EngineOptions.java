package io.jcompose.cli.server;

import io.jcompose.cli.wire.EnginePaths;
import io.jcompose.cli.wire.Hello;
import java.util.HashMap;
import java.util.Map;

/** What the engine's process is told at its start: {@code --home DIR --run DIR --directory DIR --build HASH --version TEXT}. */
record EngineOptions(EnginePaths paths, Hello hello) {
    static EngineOptions parse(String[] arguments) {
        Map<String, String> options = new HashMap<>();
        for (int i = 0; i + 1 < arguments.length; i += 2) {
            options.put(arguments[i], arguments[i + 1]);
        }
        Map<String, String> places = Map.of(
                "JCOMPOSE_HOME", options.getOrDefault("--home", ""), "JCOMPOSE_RUN", options.getOrDefault("--run", ""));
        return new EngineOptions(
                EnginePaths.of(places, options.getOrDefault("--directory", "/")),
                new Hello(options.getOrDefault("--build", "unknown"), options.getOrDefault("--version", "unknown")));
    }
}

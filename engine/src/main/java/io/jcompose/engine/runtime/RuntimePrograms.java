package io.jcompose.engine.runtime;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.jcompose.error.JcomposeException;
import io.jcompose.error.JcomposeException.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which program a name of a runtime means: one of {@code runtimes} in the engine's config.json (with {@code path} and {@code runtimeArgs}, as
 * in docker's daemon.json), a well-known one that is installed, or a path.
 */
public final class RuntimePrograms {
    private static final Map<String, String> WELL_KNOWN =
            Map.of("runc", "runc", "crun", "crun", "youki", "youki", "runsc", "runsc", "kata", "kata-runtime");
    private static final List<Path> DIRECTORIES = List.of(
            Path.of("/usr/local/sbin"),
            Path.of("/usr/local/bin"),
            Path.of("/usr/sbin"),
            Path.of("/usr/bin"),
            Path.of("/sbin"),
            Path.of("/bin"));

    private final Path settings;
    private final ObjectMapper json = new ObjectMapper();

    /** @param settings read anew each time; need not exist */
    public RuntimePrograms(Path settings) {
        this.settings = settings;
    }

    /** @throws JcomposeException INVALID for a name that means nothing, NOT_FOUND when the program is not there */
    public RuntimeProgram find(String name) {
        Map<String, RuntimeProgram> configured = configured();
        RuntimeProgram own = configured.get(name);
        if (own != null) {
            return present(own);
        }
        if (name.startsWith("/")) {
            return present(new RuntimeProgram(name, Path.of(name), List.of()));
        }
        String program = WELL_KNOWN.get(name);
        if (program == null) {
            List<String> known = new ArrayList<>(configured.keySet());
            WELL_KNOWN.keySet().stream().sorted().forEach(known::add);
            throw new JcomposeException(
                    Kind.INVALID,
                    "unknown or invalid runtime name: " + name,
                    "choose one of " + String.join(", ", known)
                            + ", give the path of one, or name it under \"runtimes\" in \"" + settings + "\"");
        }
        return installed(program)
                .map(path -> new RuntimeProgram(name, path, List.of()))
                .orElseThrow(() -> new JcomposeException(
                        Kind.NOT_FOUND,
                        "the runtime \"" + name + "\" is not installed: no program \"" + program + "\" in "
                                + String.join(
                                        ":",
                                        DIRECTORIES.stream().map(Path::toString).toList()),
                        "install it, or leave \"runtime\" out: jcompose needs none"));
    }

    private static RuntimeProgram present(RuntimeProgram program) {
        Path path = program.path().isAbsolute()
                ? program.path()
                : installed(program.path().toString()).orElse(program.path());
        if (!path.isAbsolute() || !Files.isExecutable(path) || Files.isDirectory(path)) {
            throw new JcomposeException(
                    Kind.NOT_FOUND,
                    "the runtime \"" + program.name() + "\" is not installed: \"" + program.path() + "\" is no program",
                    "install it, or mend its path");
        }
        return new RuntimeProgram(program.name(), path, program.arguments());
    }

    private static Optional<Path> installed(String program) {
        return DIRECTORIES.stream()
                .map(directory -> directory.resolve(program))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private Map<String, RuntimeProgram> configured() {
        Map<String, RuntimeProgram> programs = new LinkedHashMap<>();
        if (!Files.exists(settings)) {
            return programs;
        }
        try {
            JsonNode tree = json.readTree(settings.toFile());
            tree.path("runtimes").properties().forEach(entry -> {
                List<String> arguments = new ArrayList<>();
                entry.getValue().path("runtimeArgs").forEach(argument -> arguments.add(argument.asText()));
                Path path = Path.of(entry.getValue().path("path").asText(entry.getKey()));
                programs.put(entry.getKey(), new RuntimeProgram(entry.getKey(), path, arguments));
            });
            return programs;
        } catch (IOException e) {
            throw new JcomposeException(
                    Kind.INVALID, "\"" + settings + "\" can't be read: " + e.getMessage(), "mend the file", e);
        }
    }
}

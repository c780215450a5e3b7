package io.jcompose.compose.load.env;

import io.jcompose.compose.load.interpolate.Variables;
import io.jcompose.compose.model.SourceMark;
import io.jcompose.error.JcomposeException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads files of variables. */
public final class EnvironmentFiles {
    private EnvironmentFiles() {}

    /**
     * The variables of some files, later files over earlier ones.
     *
     * @param outer what substitutions in the files see first
     * @throws JcomposeException when a file is missing, a directory, or malformed
     */
    public static Map<String, String> read(List<Path> files, Map<String, String> outer) {
        Map<String, String> values = new LinkedHashMap<>();
        for (Path file : files) {
            if (!Files.exists(file)) {
                throw new JcomposeException(
                        JcomposeException.Kind.NOT_FOUND,
                        "couldn't find env file: " + file,
                        "check the name given with --env-file");
            }
            DotEnv.parse(file.toString(), text(file), values, name -> {
                String value = outer.get(name);
                return value != null ? value : values.get(name);
            });
        }
        return values;
    }

    /** The variables of one file with their places; {@code name} is how places name the file. */
    public static Map<String, Setting> settings(Path file, String name, Map<String, String> outer) {
        Map<String, String> values = new LinkedHashMap<>();
        Map<String, Integer> lines = DotEnv.parse(file.toString(), text(file), values, variable -> {
            String value = outer.get(variable);
            return value != null ? value : values.get(variable);
        });
        Map<String, Setting> out = new LinkedHashMap<>();
        lines.forEach((variable, line) ->
                out.put(variable, new Setting(values.getOrDefault(variable, ""), new SourceMark(name, line, 1))));
        return out;
    }

    /** A value of a variable and where it is set. */
    public record Setting(String value, SourceMark mark) {}

    /**
     * Reads one env_file of a service into {@code values}.
     *
     * @param format {@code raw}, or empty for the usual grammar
     * @return the lines of what it sets
     */
    public static Map<String, Integer> readInto(Map<String, String> values, Path file, String format, Variables outer) {
        String text = text(file);
        return switch (format) {
            case "" -> DotEnv.parse(file.toString(), text, values, outer);
            case "raw" -> DotEnv.parseRaw(file.toString(), text, values, outer);
            default ->
                throw new JcomposeException(
                        JcomposeException.Kind.INVALID,
                        "unsupported env_file format \"" + format + "\" for \"" + file + "\"",
                        "leave format out, or use raw");
        };
    }

    /** The default file of a directory, or null. */
    public static @Nullable Path defaultIn(Path directory) {
        Path file = directory.resolve(".env");
        return Files.isRegularFile(file) ? file : null;
    }

    /**
     * Whether COMPOSE_DISABLE_ENV_FILE says that the default file is not to be read.
     *
     * @throws JcomposeException when that is no boolean
     */
    public static boolean areOff(Map<String, String> environment) {
        String off = environment.getOrDefault("COMPOSE_DISABLE_ENV_FILE", "");
        return switch (off) {
            case "1", "t", "T", "true", "True", "TRUE" -> true;
            case "", "0", "f", "F", "false", "False", "FALSE" -> false;
            default ->
                throw new JcomposeException(
                        JcomposeException.Kind.INVALID,
                        "COMPOSE_DISABLE_ENV_FILE is \"" + off + "\", which is neither true nor false",
                        "set it to true or false");
        };
    }

    private static String text(Path file) {
        if (Files.isDirectory(file)) {
            throw new JcomposeException(
                    JcomposeException.Kind.INVALID, "\"" + file + "\" is a directory, not an env file", "name a file");
        }
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new JcomposeException(
                    JcomposeException.Kind.INVALID,
                    "failed to read \"" + file + "\": " + e.getMessage(),
                    "make the file readable",
                    e);
        }
    }
}

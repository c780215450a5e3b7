package io.jcompose.compose.load;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What to load, and with what around it.
 *
 * @param workingDirectory where the command was given, absolute
 * @param files the {@code -f} arguments in order: paths, {@code -} for standard input, or names in git and registries
 *     ({@link io.jcompose.compose.load.remote.RemoteName}); empty: COMPOSE_FILE of the environment, or else the default names here and in the parent
 *     directories
 * @param stdin what standard input holds, for {@code -f -}
 * @param environment the invocation's environment
 * @param envFiles the {@code --env-file} arguments in order; empty: COMPOSE_ENV_FILES or the project directory's .env
 * @param profiles the {@code --profile} arguments; {@code *} means all; empty: COMPOSE_PROFILES
 */
public record LoadRequest(
        Path workingDirectory,
        List<String> files,
        Optional<String> stdin,
        Map<String, String> environment,
        List<Path> envFiles,
        List<String> profiles,
        Optional<String> projectName,
        Optional<Path> projectDirectory,
        LoadFlags flags) {
    public LoadRequest {
        if (!workingDirectory.isAbsolute()) {
            throw new IllegalArgumentException("the working directory is not absolute: " + workingDirectory);
        }
        files = List.copyOf(files);
        environment = Collections.unmodifiableMap(new LinkedHashMap<>(environment));
        envFiles = List.copyOf(envFiles);
        profiles = List.copyOf(profiles);
    }

    /** The files in a directory with all stages on and nothing else given. */
    public static LoadRequest of(Path workingDirectory, Map<String, String> environment, List<Path> files) {
        return new LoadRequest(
                workingDirectory,
                files.stream().map(Path::toString).toList(),
                Optional.empty(),
                environment,
                List.of(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                LoadFlags.DEFAULT);
    }
}

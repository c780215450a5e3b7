package io.jcompose.compose.load;

import io.jcompose.compose.complaint.Complaint;
import io.jcompose.compose.load.remote.RemoteFiles;
import io.jcompose.compose.load.remote.RemoteName;
import io.jcompose.compose.model.SourceMark;
import io.jcompose.error.JcomposeException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/** Which compose files are meant, and which directory is the project's. */
public final class FileSearch {
    private static final List<String> NAMES =
            List.of("compose.yaml", "compose.yml", "docker-compose.yml", "docker-compose.yaml");
    private static final List<String> OVERRIDES = List.of(
            "compose.override.yml",
            "compose.override.yaml",
            "docker-compose.override.yml",
            "docker-compose.override.yaml");

    private final LoadRequest request;
    private final RemoteFiles remote;
    private final Complaints complaints;

    FileSearch(LoadRequest request, RemoteFiles remote, Complaints complaints) {
        this.request = request;
        this.remote = remote;
        this.complaints = complaints;
    }

    /**
     * The files of one load.
     *
     * @param paths in merge order, absolute
     * @param directory the project's: what relative paths are relative to; where the first remote file lies when there is one
     * @param home where {@code .env} is looked for and what an unnamed project is called after
     */
    record Found(List<Path> paths, Path directory, Path home) {}

    /** The compose file with a default name in a directory. */
    public static Optional<Path> defaultIn(Path directory) {
        return existing(directory, NAMES).stream().filter(Files::isRegularFile).findFirst();
    }

    /** The directory that is known before the files are: given, or the first file's, or where the command was given. */
    Path earlyDirectory() {
        return home(request.files());
    }

    private Path home(List<String> files) {
        if (request.projectDirectory().isPresent()) {
            return request.workingDirectory()
                    .resolve(request.projectDirectory().get())
                    .normalize();
        }
        // As docker compose has it: a remote file ends the search, it gives the project neither its .env nor its name.
        return files.stream()
                .filter(file -> !file.equals("-"))
                .findFirst()
                .filter(file -> RemoteName.of(file).isEmpty())
                .map(file -> local(file).getParent())
                .orElse(request.workingDirectory());
    }

    /** @param environment where COMPOSE_FILE is looked up */
    Found files(Map<String, String> environment) {
        List<String> names = names(environment);
        List<Path> paths = new ArrayList<>();
        Path home = home(names);
        Path directory = home;
        boolean local = true;
        for (String name : names) {
            Optional<RemoteName> elsewhere = RemoteName.of(name);
            Path path = elsewhere.map(remote::fetch).orElseGet(() -> local(name));
            if (local && elsewhere.isPresent()) {
                directory = Objects.requireNonNull(path.getParent());
                local = false;
            }
            paths.add(path);
        }
        return new Found(paths, directory, home);
    }

    private List<String> names(Map<String, String> environment) {
        if (!request.files().isEmpty()) {
            return request.files();
        }
        String named = environment.get("COMPOSE_FILE");
        if (named != null && !named.isEmpty()) {
            String separator = environment.getOrDefault("COMPOSE_PATH_SEPARATOR", "");
            String pattern = Pattern.quote(separator.isEmpty() ? ":" : separator);
            return Pattern.compile(pattern).splitAsStream(named).toList();
        }
        return searched().stream().map(Path::toString).toList();
    }

    private List<Path> searched() {
        Path start = request.projectDirectory()
                .map(directory -> request.workingDirectory().resolve(directory).normalize())
                .orElse(request.workingDirectory());
        for (Path directory = start; directory != null; directory = directory.getParent()) {
            List<Path> found = existing(directory, NAMES);
            if (!found.isEmpty()) {
                List<Path> files = new ArrayList<>();
                files.add(first(found, "config"));
                List<Path> overrides = existing(directory, OVERRIDES);
                if (!overrides.isEmpty()) {
                    files.add(first(overrides, "override"));
                }
                return files;
            }
        }
        throw new JcomposeException(
                JcomposeException.Kind.NOT_FOUND,
                "no configuration file provided: not found in " + start + " or above",
                "make a compose.yaml, or name a file with -f");
    }

    private Path first(List<Path> found, String what) {
        if (found.size() > 1) {
            String all = String.join(", ", found.stream().map(Path::toString).toList());
            complaints.warning(Complaint.of(
                    SourceMark.NONE,
                    "",
                    "found several " + what + " files with supported names: " + all + "; using " + found.get(0)));
        }
        return found.get(0);
    }

    private static List<Path> existing(Path directory, List<String> names) {
        return names.stream().map(directory::resolve).filter(Files::exists).toList();
    }

    private Path local(String file) {
        return file.equals("-")
                ? SourceFiles.STDIN
                : request.workingDirectory().resolve(file).normalize();
    }
}

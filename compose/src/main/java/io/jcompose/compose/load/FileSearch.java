package io.jcompose.compose.load;

import io.jcompose.compose.complaint.Complaint;
import io.jcompose.compose.load.paths.PathResolution;
import io.jcompose.compose.model.SourceMark;
import io.jcompose.error.JcomposeException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Which compose files are meant, and which directory is the project's. */
final class FileSearch {
    private static final List<String> NAMES =
            List.of("compose.yaml", "compose.yml", "docker-compose.yml", "docker-compose.yaml");
    private static final List<String> OVERRIDES = List.of(
            "compose.override.yml",
            "compose.override.yaml",
            "docker-compose.override.yml",
            "docker-compose.override.yaml");

    private final LoadRequest request;
    private final Complaints complaints;

    FileSearch(LoadRequest request, Complaints complaints) {
        this.request = request;
        this.complaints = complaints;
    }

    /** The directory that is known before the files are: given, or the first file's, or where the command was given. */
    Path earlyDirectory() {
        return directory(absolute(request.files()));
    }

    /** The project directory once the files are known. */
    Path directory(List<Path> files) {
        return request.projectDirectory()
                .map(directory -> request.workingDirectory().resolve(directory).normalize())
                .orElseGet(() -> files.stream()
                        .filter(file -> !file.equals(SourceFiles.STDIN))
                        .findFirst()
                        .map(Path::getParent)
                        .orElse(request.workingDirectory()));
    }

    /**
     * The files in merge order, absolute.
     *
     * @param environment where COMPOSE_FILE is looked up
     */
    List<Path> files(Map<String, String> environment) {
        if (!request.files().isEmpty()) {
            return absolute(request.files());
        }
        String named = environment.get("COMPOSE_FILE");
        if (named != null && !named.isEmpty()) {
            String separator = environment.getOrDefault("COMPOSE_PATH_SEPARATOR", "");
            String pattern = Pattern.quote(separator.isEmpty() ? ":" : separator);
            return absolute(
                    Pattern.compile(pattern).splitAsStream(named).map(Path::of).toList());
        }
        return searched();
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

    private List<Path> absolute(List<Path> files) {
        return files.stream().map(this::absolute).toList();
    }

    private Path absolute(Path file) {
        if (PathResolution.isRemoteFile(file.toString().replaceFirst(":/(?!/)", "://"))) {
            throw remote(file.toString());
        }
        return file.equals(SourceFiles.STDIN)
                ? file
                : request.workingDirectory().resolve(file).normalize();
    }

    static JcomposeException remote(String file) {
        return new JcomposeException(
                JcomposeException.Kind.UNSUPPORTED,
                "the compose file \"" + file + "\" is remote, and jcompose reads local files only so far",
                "clone or pull it and name the local file");
    }
}

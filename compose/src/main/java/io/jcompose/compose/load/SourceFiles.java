package io.jcompose.compose.load;

import io.jcompose.compose.load.canonical.BlockDeviceKeys;
import io.jcompose.compose.load.yaml.Document;
import io.jcompose.compose.load.yaml.YamlReader;
import io.jcompose.compose.model.SourceMark;
import io.jcompose.error.JcomposeException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The files of one load: read once, parsed once, and named as the user would name them. */
final class SourceFiles {
    static final Path STDIN = Path.of("-");

    private final Path workingDirectory;
    private final Optional<String> stdin;
    private final Map<String, String> texts = new LinkedHashMap<>();
    private final Map<Path, List<Document>> parsed = new LinkedHashMap<>();

    SourceFiles(Path workingDirectory, Optional<String> stdin) {
        this.workingDirectory = workingDirectory;
        this.stdin = stdin;
    }

    /** Relative to where the command was given when it is below it, else absolute. */
    String name(Path file) {
        if (file.equals(STDIN)) {
            return "<stdin>";
        }
        return file.startsWith(workingDirectory) && !file.equals(workingDirectory)
                ? workingDirectory.relativize(file).toString()
                : file.toString();
    }

    /** The documents of a file. */
    List<Document> documents(Path file) {
        List<Document> known = parsed.get(file);
        if (known == null) {
            known = YamlReader.read(name(file), text(file)).stream()
                    .map(document -> new Document(BlockDeviceKeys.apply(document.root()), document.resets()))
                    .toList();
            parsed.put(file, known);
        }
        return known;
    }

    private String text(Path file) {
        String text = file.equals(STDIN) ? stdin.orElse("") : read(file, name(file));
        texts.put(name(file), text);
        return text;
    }

    /** A text file as a whole; a missing one is an error that names it. */
    static String read(Path file, String name) {
        try {
            return Files.readString(file);
        } catch (NoSuchFileException e) {
            throw new JcomposeException(
                    JcomposeException.Kind.NOT_FOUND,
                    "open " + name + ": no such file or directory",
                    "check the name and the directory",
                    e);
        } catch (AccessDeniedException e) {
            throw new JcomposeException(
                    JcomposeException.Kind.DENIED, "open " + name + ": permission denied", "make the file readable", e);
        } catch (CharacterCodingException e) {
            throw new JcomposeException(
                    JcomposeException.Kind.INVALID, "\"" + name + "\" is not UTF-8 text", "save the file as UTF-8", e);
        } catch (IOException e) {
            String why = Files.isDirectory(file) ? "is a directory" : String.valueOf(e.getMessage());
            throw new JcomposeException(
                    JcomposeException.Kind.INVALID, "read " + name + ": " + why, "give a readable file", e);
        }
    }

    /** The names of the compose files in the order they were read. */
    List<String> names() {
        return new ArrayList<>(texts.keySet());
    }

    Optional<String> line(SourceMark mark) {
        String text = texts.get(mark.file());
        if (text == null || mark.line() < 1) {
            return Optional.empty();
        }
        return text.lines().skip(mark.line() - 1L).findFirst();
    }
}

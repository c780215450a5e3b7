package io.jcompose.engine.oci;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.jcompose.engine.runtime.ProcessIdentity;
import io.jcompose.engine.runtime.RuntimeSpec;
import io.jcompose.error.JcomposeException;
import io.jcompose.error.JcomposeException.Kind;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What is kept of the containers of one {@code --root}: for each a directory with {@code state.json} (as {@code state} prints it), {@code config.json} (the specification it was made
 * by) and {@code process.json} (which process it is).
 */
record StateDirectory(Path root) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** The id of a container, as runc takes them. */
    static void check(String id) {
        if (!id.matches("[\\w+.-]+") || id.equals(".") || id.equals("..")) {
            throw new JcomposeException(
                    Kind.INVALID, "invalid container ID format: " + id, "Use letters, digits and any of _ + . -");
        }
    }

    void claim(String id) {
        check(id);
        try {
            Files.createDirectories(root);
            Files.createDirectory(root.resolve(id));
        } catch (FileAlreadyExistsException e) {
            throw new JcomposeException(
                    Kind.ALREADY_EXISTS, "container with id exists: " + id, "delete it first, or choose another id", e);
        } catch (IOException e) {
            throw unavailable(e);
        }
    }

    Path state(String id) {
        return root.resolve(id).resolve("state.json");
    }

    void write(String id, String file, Object value) {
        try {
            Path made = root.resolve(id).resolve(file);
            Path fresh = Files.writeString(made.resolveSibling("." + file), JSON.writeValueAsString(value));
            Files.move(fresh, made, java.nio.file.StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw unavailable(e);
        }
    }

    ContainerStatus status(String id) {
        return read(id, "state.json", ContainerStatus.class);
    }

    RuntimeSpec spec(String id) {
        return read(id, "config.json", RuntimeSpec.class);
    }

    ProcessIdentity process(String id) {
        return read(id, "process.json", ProcessIdentity.class);
    }

    Hooks hooks(String id) {
        return read(id, "hooks.json", Hooks.class);
    }

    private <T> T read(String id, String file, Class<T> type) {
        check(id);
        Path path = root.resolve(id).resolve(file);
        if (!Files.exists(path)) {
            throw new JcomposeException(
                    Kind.NOT_FOUND, "container \"" + id + "\" does not exist", "see jcompose oci list, and --root");
        }
        try {
            return JSON.readValue(path.toFile(), type);
        } catch (IOException e) {
            throw unavailable(e);
        }
    }

    List<String> ids() {
        List<String> ids = new ArrayList<>();
        try (var entries = Files.newDirectoryStream(root)) {
            for (Path entry : entries) {
                if (Files.exists(entry.resolve("state.json"))) {
                    ids.add(entry.getFileName().toString());
                }
            }
        } catch (NotDirectoryException | java.nio.file.NoSuchFileException e) {
            return List.of();
        } catch (IOException e) {
            throw unavailable(e);
        }
        ids.sort(Comparator.naturalOrder());
        return ids;
    }

    void forget(String id) {
        Path directory = root.resolve(id);
        try {
            try (var files = Files.newDirectoryStream(directory)) {
                for (Path file : files) {
                    Files.delete(file);
                }
            }
            Files.delete(directory);
        } catch (IOException e) {
            throw unavailable(e);
        }
    }

    private JcomposeException unavailable(IOException e) {
        return new JcomposeException(
                Kind.UNAVAILABLE, "the state in \"" + root + "\" can't be kept: " + e.getMessage(), "see --root", e);
    }
}

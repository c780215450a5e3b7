package io.jcompose.engine.build.graph;

import io.jcompose.error.JcomposeException;
import io.jcompose.error.JcomposeException.Kind;
import io.jcompose.linux.tree.Directory;
import io.jcompose.linux.tree.FileStatus.Owner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/** The directories of {@code RUN --mount=type=cache}, kept over builds below one directory, named by a digest of their id. */
public final class CacheMounts {
    private final Path parent;
    private final Map<String, Lock> locks = new ConcurrentHashMap<>();

    public CacheMounts(Path parent) {
        this.parent = parent;
    }

    /**
     * @param lock to hold while the directory is in use
     */
    record Claim(Path directory, Optional<Lock> lock) {}

    Claim claim(String id, String sharing, Map<String, String> fields) {
        if (fields.containsKey("from")) {
            throw new JcomposeException(
                    Kind.UNSUPPORTED,
                    "from= of a cache mount is not supported",
                    "remove it and fill the cache in the command");
        }
        return switch (sharing) {
            case "shared" -> new Claim(directory(id, fields), Optional.empty());
            // One at a time also keeps writers apart, which is what private is for.
            case "locked", "private" ->
                new Claim(directory(id, fields), Optional.of(locks.computeIfAbsent(id, i -> new ReentrantLock())));
            default ->
                throw new JcomposeException(
                        Kind.INVALID,
                        "unsupported sharing value \"" + sharing + "\"",
                        "write shared, private or locked");
        };
    }

    private Path directory(String id, Map<String, String> fields) {
        String name = io.jcompose.engine.build.cache.StepKey.hashOf(id);
        try {
            Files.createDirectories(parent);
            Path made = parent.resolve(name);
            if (!Files.exists(made)) {
                Files.createDirectories(made);
                try (Directory directory = Directory.open(parent)) {
                    directory.owner(name, new Owner(number(fields, "uid"), number(fields, "gid")));
                    directory.permissions(name, Integer.parseInt(fields.getOrDefault("mode", "0755"), 8));
                }
            }
            return made;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NumberFormatException e) {
            throw new JcomposeException(
                    Kind.INVALID, "uid, gid and mode of a mount must be numbers", "correct " + fields, e);
        }
    }

    private static int number(Map<String, String> fields, String name) {
        return Integer.parseInt(fields.getOrDefault(name, "0"));
    }
}

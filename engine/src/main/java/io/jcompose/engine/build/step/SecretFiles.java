package io.jcompose.engine.build.step;

import io.jcompose.linux.tree.Directory;
import io.jcompose.linux.tree.OpenFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** The secrets of one step as files in memory; closing removes them. */
final class SecretFiles implements AutoCloseable {
    private final Path parent;
    private final String id;
    private int count;

    /** Nothing is made until there is a secret. */
    SecretFiles(Path parent, String id) {
        this.parent = parent;
        this.id = id;
    }

    /** Takes away what an engine that was killed left of them. */
    static void clear(Path parent) {
        if (Files.isDirectory(parent)) {
            try (Directory directory = Directory.open(parent.resolveSibling("."))) {
                directory.removeTree(parent.getFileName().toString());
            }
        }
    }

    Path write(StepCommand.StepMount.Secret secret) {
        Path path = parent.resolve(id);
        try {
            Files.createDirectories(
                    path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        String name = Integer.toString(count++);
        try (Directory directory = Directory.open(path);
                OpenFile file = directory.create(name)) {
            file.write(secret.content(), secret.content().length);
            file.owner(secret.owner());
            file.permissions(secret.permissions());
        }
        return path.resolve(name);
    }

    @Override
    public void close() {
        if (count > 0) {
            try (Directory directory = Directory.open(parent)) {
                directory.removeTree(id);
            }
        }
    }
}

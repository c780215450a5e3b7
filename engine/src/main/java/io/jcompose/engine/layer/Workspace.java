package io.jcompose.engine.layer;

import io.jcompose.engine.layout.DiskErrors;
import io.jcompose.linux.tree.Directory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** A directory for something half done; removed with all that is in it, unless it was renamed before. */
public final class Workspace implements AutoCloseable {
    private final Path directory;

    /** Makes a new one with mode 0755. */
    public Workspace(Path parent) {
        try {
            this.directory = Files.createTempDirectory(parent, "work");
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        } catch (IOException e) {
            throw DiskErrors.of(e, "making a directory", parent);
        }
    }

    public Path directory() {
        return directory;
    }

    @Override
    public void close() {
        Directory.removeTree(directory);
    }
}

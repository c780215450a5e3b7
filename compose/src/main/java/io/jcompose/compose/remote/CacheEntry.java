package io.jcompose.compose.remote;

import io.jcompose.error.JcomposeException;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A directory that is there as a whole or not at all: made beside its name, then renamed. */
final class CacheEntry {
    private CacheEntry() {}

    /** The directory; {@code maker} fills an empty one when it is not there yet. When it throws, nothing is left. */
    static Path at(Path directory, Consumer<Path> maker) {
        if (Files.isDirectory(directory)) {
            return directory;
        }
        Path parent = directory.toAbsolutePath().getParent();
        try {
            Files.createDirectories(parent);
            Path fresh = Files.createTempDirectory(parent, ".new");
            try {
                maker.accept(fresh);
                Files.move(fresh, directory, StandardCopyOption.ATOMIC_MOVE);
            } catch (IOException e) {
                // Another command was faster: what it made is the same.
                if (!Files.isDirectory(directory)) {
                    throw e;
                }
            } finally {
                remove(fresh);
            }
            return directory;
        } catch (IOException e) {
            throw failed(directory, e);
        }
    }

    static JcomposeException failed(Path directory, IOException cause) {
        return new JcomposeException(
                JcomposeException.Kind.UNAVAILABLE,
                "the cache of remote compose files \"" + directory + "\" can't be written: " + cause.getMessage(),
                "see that there is room and that it is writable",
                cause);
    }

    private static void remove(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        Files.walkFileTree(directory, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException error) throws IOException {
                Files.delete(visited);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}

package io.jcompose.engine.container;

import io.jcompose.error.JcomposeException;
import io.jcompose.error.JcomposeException.Kind;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** How much lies in a directory: files by their length, a file with several names once. */
final class WrittenBytes extends SimpleFileVisitor<Path> {
    private final Set<Object> counted = new HashSet<>();
    private long sum;

    private WrittenBytes() {}

    static long below(Path top) {
        WrittenBytes bytes = new WrittenBytes();
        try {
            Files.walkFileTree(top, bytes);
            return bytes.sum;
        } catch (IOException e) {
            throw new JcomposeException(
                    Kind.UNAVAILABLE, "\"" + top + "\" can't be measured: " + e.getMessage(), "", e);
        }
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
        Object key = attributes.fileKey();
        if (key == null || counted.add(key)) {
            sum += attributes.size();
        }
        return FileVisitResult.CONTINUE;
    }

    /** The container deletes while we look. */
    @Override
    public FileVisitResult visitFileFailed(Path file, IOException gone) {
        return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException gone) {
        return FileVisitResult.CONTINUE;
    }
}

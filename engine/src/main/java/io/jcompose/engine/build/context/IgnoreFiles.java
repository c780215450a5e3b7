package io.jcompose.engine.build.context;

import io.jcompose.error.JcomposeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Finds the ignore rules of a context. */
public final class IgnoreFiles {
    private IgnoreFiles() {}

    /** {@code <Dockerfile>.dockerignore} beside the Dockerfile wins over {@code .dockerignore} in the context. */
    public static IgnoreRules of(Path context, Optional<Path> dockerfile) {
        Path own = dockerfile
                .map(file -> file.resolveSibling(file.getFileName() + ".dockerignore"))
                .orElse(context);
        Path file = Files.isRegularFile(own) ? own : context.resolve(".dockerignore");
        if (!Files.isRegularFile(file)) {
            return IgnoreRules.NONE;
        }
        try {
            return IgnoreRules.parse(Files.readString(file));
        } catch (JcomposeException e) {
            throw new JcomposeException(
                    e.kind(),
                    file.getFileName() + ": " + e.getMessage(),
                    e.remedy().orElse(""),
                    e);
        } catch (IOException e) {
            throw new JcomposeException(
                    JcomposeException.Kind.INVALID,
                    "\"" + file + "\" can't be read: " + e.getMessage(),
                    "check its rights and that it is UTF-8",
                    e);
        }
    }
}

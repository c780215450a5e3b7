package io.jcompose.engine.build.graph;

import io.jcompose.engine.build.BuildRequest;
import io.jcompose.engine.build.context.FileTree;
import io.jcompose.engine.build.context.IgnoreFiles;
import io.jcompose.engine.build.context.IgnoreRules;
import io.jcompose.error.JcomposeException;
import io.jcompose.error.JcomposeException.Kind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The directories of the host that a build reads, each opened once. */
final class Contexts implements AutoCloseable {
    private static final String MAIN = "";

    private final BuildRequest request;
    private final IgnoreRules ignore;
    private final Map<String, ContextDirectory> open = new LinkedHashMap<>();

    Contexts(BuildRequest request, IgnoreRules ignore) {
        this.request = request;
        this.ignore = ignore;
    }

    /** The main context, or an additional one that is a directory. */
    synchronized ContextDirectory get(Optional<String> name) {
        ContextDirectory known = open.get(name.orElse(MAIN));
        if (known != null) {
            return known;
        }
        Path path = name.map(
                        n -> Path.of(String.valueOf(request.additionalContexts().get(n))))
                .orElse(request.context());
        if (!Files.isDirectory(path)) {
            throw new JcomposeException(
                    Kind.NOT_FOUND,
                    (name.isPresent() ? "the context \"" + name.get() + "\"" : "the build context")
                            + " is not a directory: " + path,
                    "correct the path");
        }
        String title = name.map(n -> "the context \"" + n + "\"").orElse("the build context");
        IgnoreRules rules = name.isPresent() ? IgnoreFiles.of(path, Optional.empty()) : ignore;
        ContextDirectory made = new ContextDirectory(FileTree.ofDirectory(path), rules, title);
        open.put(name.orElse(MAIN), made);
        return made;
    }

    @Override
    public synchronized void close() {
        open.values().forEach(context -> context.tree().close());
        open.clear();
    }
}

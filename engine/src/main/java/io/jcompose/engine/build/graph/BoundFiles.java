package io.jcompose.engine.build.graph;

import io.jcompose.engine.build.context.CleanPath;
import io.jcompose.engine.build.context.FileTree;
import io.jcompose.engine.build.context.IgnoreRules;
import io.jcompose.engine.build.step.CopyStep;
import io.jcompose.linux.tree.FileStatus.Time;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A part of a context or of another root for a bind mount of a RUN.
 *
 * @param root absent: a directory of the host
 * @param context its name; absent: the main one
 */
record BoundFiles(Optional<RootState> root, Optional<String> context, String source, Map<String, String> signatures) {
    private interface Use<T> {
        T of(FileTree tree, CopyStep copy);
    }

    static BoundFiles ofContext(BuildRun build, Optional<String> context, String source) {
        return with(
                build,
                Optional.empty(),
                context,
                source,
                (tree, copy) -> new BoundFiles(
                        Optional.empty(),
                        context,
                        source,
                        copy.signatures(build.parts().hashes())));
    }

    static BoundFiles ofRoot(BuildRun build, RootState root, String source) {
        return with(
                build,
                Optional.of(root),
                Optional.empty(),
                source,
                (tree, copy) -> new BoundFiles(
                        Optional.of(root),
                        Optional.empty(),
                        source,
                        copy.signatures(build.parts().hashes())));
    }

    private static <T> T with(
            BuildRun build, Optional<RootState> root, Optional<String> context, String source, Use<T> use) {
        CopyStep.Request request = new CopyStep.Request(
                List.of(source), "/", Map.of(), Optional.empty(), Optional.empty(), List.of(), false, false);
        try (FileTree nothing = FileTree.ofLayers(List.of())) {
            if (root.isEmpty()) {
                ContextDirectory directory = build.context(context);
                CopyStep.From from = new CopyStep.From(directory.tree(), directory.ignore(), false, directory.title());
                return use.of(directory.tree(), CopyStep.prepare(from, request, nothing));
            }
            try (FileTree tree = FileTree.ofLayers(build.layerPaths(root.get().layers()))) {
                CopyStep.From from = new CopyStep.From(
                        tree, IgnoreRules.NONE, true, "\"" + root.get().name() + "\"");
                return use.of(tree, CopyStep.prepare(from, request, nothing));
            }
        }
    }

    /** Copies the files into a new directory; gives the path to mount. */
    Path write(BuildRun build, Path directory) {
        try {
            Files.createDirectory(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return with(build, root, context, source, (tree, copy) -> {
            copy.write(List.of(), directory, new Time(0, 0));
            String path = CleanPath.clean("/" + source);
            boolean isDirectory = tree.find(FileTree.raw(path), true)
                    .map(f -> f.status().isDirectory())
                    .orElse(false);
            return isDirectory ? directory : directory.resolve(CleanPath.baseName(path));
        });
    }
}

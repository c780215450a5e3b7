package io.jcompose.engine.build.graph;

import io.jcompose.engine.build.context.CleanPath;
import io.jcompose.engine.build.context.FileTree;
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
 * A part of the build context for a bind mount.
 *
 * @param below the path in the written directory that is mounted
 */
record ContextLayer(String source, String below, Map<String, String> signatures, CopyStep copy) {
    static ContextLayer of(BuildRun build, String source) {
        ContextDirectory context = build.context(Optional.empty());
        CopyStep.Request request =
                new CopyStep.Request(List.of(source), "/", Map.of(), Optional.empty(), Optional.empty(), List.of(), false, false);
        try (FileTree nothing = FileTree.ofLayers(List.of())) {
            CopyStep copy =
                    CopyStep.prepare(new CopyStep.From(context.tree(), context.ignore(), false, context.title()), request, nothing);
            boolean directory = context.tree()
                    .find(FileTree.raw(CleanPath.clean("/" + source)), true)
                    .map(f -> f.status().isDirectory())
                    .orElse(false);
            String below = directory ? "/" : "/" + CleanPath.baseName(CleanPath.clean("/" + source));
            return new ContextLayer(source, below, copy.signatures(build.parts().hashes()), copy);
        }
    }

    Path write(Path directory) {
        try {
            Files.createDirectory(directory);
            copy.write(List.of(), directory, new Time(0, 0));
            return directory;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

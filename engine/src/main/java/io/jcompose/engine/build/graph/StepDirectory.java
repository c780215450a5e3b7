package io.jcompose.engine.build.graph;

import io.jcompose.linux.tree.Directory;
import io.jcompose.linux.tree.FileStatus;
import io.jcompose.linux.tree.FileStatus.Owner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The directory of one step in the making: {@code upper/ work/} and whatever the runner puts there. Closing removes what is left. */
final class StepDirectory implements AutoCloseable {
    private static final int ROOT_MODE = 0755;

    private final Path parent;
    private final Path path;

    private StepDirectory(Path parent, Path path) {
        this.parent = parent;
        this.path = path;
    }

    /** With an upper directory that has the owner, mode and time of the root below it. */
    static StepDirectory make(Path parent, List<Path> layers) {
        try {
            StepDirectory made =
                    new StepDirectory(parent, Files.createTempDirectory(Files.createDirectories(parent), "step-"));
            Files.createDirectory(made.upper());
            Files.createDirectory(made.work());
            made.dressUpper(layers);
            return made;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void dressUpper(List<Path> layers) {
        try (Directory own = Directory.open(path)) {
            own.owner("upper", Owner.ROOT);
            own.permissions("upper", ROOT_MODE);
            if (layers.isEmpty()) {
                own.time("upper", 0, 0);
                return;
            }
            try (Directory top = Directory.open(layers.getLast())) {
                FileStatus root = top.status(".").orElseThrow();
                own.owner("upper", root.owner());
                own.permissions("upper", root.permissions());
                own.time("upper", root.modified().seconds(), root.modified().nanos());
            }
        }
    }

    Path path() {
        return path;
    }

    Path upper() {
        return path.resolve("upper");
    }

    Path work() {
        return path.resolve("work");
    }

    @Override
    public void close() {
        try (Directory directory = Directory.open(parent)) {
            directory.removeTree(Directory.bytes(path.getFileName().toString()));
        }
    }
}

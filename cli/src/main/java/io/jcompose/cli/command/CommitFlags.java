package io.jcompose.cli.command;

import io.jcompose.engine.Engine;
import io.jcompose.engine.commit.Commits;
import io.jcompose.engine.image.ImageName;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What {@code commit} and {@code container commit} take alike. */
public final class CommitFlags {
    @Option(
            names = {"-a", "--author"},
            paramLabel = "AUTHOR",
            description = "Author (e.g., \"John Hannibal Smith <hannibal@a-team.com>\")")
    String author = "";

    @Option(
            names = {"-c", "--change"},
            paramLabel = "INSTRUCTION",
            description = "Apply Dockerfile instruction to the created image")
    List<String> changes = new ArrayList<>();

    @Option(
            names = {"-m", "--message"},
            paramLabel = "TEXT",
            description = "Commit message")
    String message = "";

    @Option(
            names = {"-p", "--pause"},
            arity = "0..1",
            defaultValue = "true",
            fallbackValue = "true",
            paramLabel = "true|false",
            description = "Pause container during commit (default: true)")
    boolean pause;

    /** Returns the new image's id, {@code sha256:...}. */
    public String commit(Engine engine, String container, @Nullable String name) {
        Commits.Options options =
                new Commits.Options(Optional.ofNullable(name).map(ImageName::parse), author, message, changes, pause);
        return new Commits(engine.containers(), engine.images(), Clock.systemUTC())
                .commit(container, options)
                .id()
                .value();
    }
}

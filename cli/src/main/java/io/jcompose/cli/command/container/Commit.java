package io.jcompose.cli.command.container;

import io.jcompose.cli.command.CommitFlags;
import io.jcompose.cli.command.Context;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(name = "commit", description = "Create a new image from a container's changes")
final class Commit extends ContainerCommand {
    @Mixin
    CommitFlags flags = new CommitFlags();

    @Parameters(index = "0", paramLabel = "CONTAINER")
    String container = "";

    @Parameters(index = "1", paramLabel = "REPOSITORY[:TAG]", arity = "0..1")
    @Nullable
    String name;

    Commit(Context context) {
        super(context);
    }

    @Override
    public Integer call() {
        streams().outLine(flags.commit(engine(), container, name));
        return 0;
    }
}

package io.jcompose.cli.command.container;

import io.jcompose.cli.command.Context;
import io.jcompose.cli.command.CopyArguments;
import io.jcompose.cli.command.CopyFlags;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "cp",
        description =
                "Copy files/folders between a container and the local filesystem: CONTAINER:PATH on one side, a path or - (a tar archive) on the other")
final class Cp extends ContainerCommand {
    @Mixin
    final CopyFlags flags = new CopyFlags();

    @Option(
            names = {"-q", "--quiet"},
            description = "Suppress progress output during copy")
    boolean quiet;

    Cp(Context context) {
        super(context);
    }

    @Override
    public Integer call() {
        CopyArguments from = flags.from();
        CopyArguments to = flags.to();
        if (from.inside() && to.inside()) {
            throw invalid("copying between containers is not supported", "copy to a directory of yours first");
        }
        if (!from.inside() && !to.inside()) {
            throw invalid("must specify at least one container source", "write one side as CONTAINER:PATH");
        }
        if (from.inside() && from.path().isEmpty() || to.inside() && to.path().isEmpty()) {
            throw invalid("the path in the container is empty", "write CONTAINER:PATH");
        }
        String told = from.inside()
                ? from.from(from.name(), to, engine(), invocation(), flags.options())
                : from.to(to.name(), to, engine(), invocation(), flags.options());
        // As docker's: without a terminal nobody waits for the word.
        if (!quiet && invocation().terminals().out() && !told.isEmpty()) {
            streams().errLine(told);
        }
        return 0;
    }
}

package io.jcompose.cli.command.container;

import io.jcompose.cli.command.Context;
import io.jcompose.cli.command.CopyArguments;
import io.jcompose.engine.copy.Copies;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "cp",
        description =
                "Copy files/folders between a container and the local filesystem: CONTAINER:PATH on one side, a path or - (a tar archive) on the other")
final class Cp extends ContainerCommand {
    @Option(
            names = {"-a", "--archive"},
            description = "Archive mode (copy all uid/gid information)")
    boolean archive;

    @Option(
            names = {"-L", "--follow-link"},
            description = "Always follow symbol link in SRC_PATH")
    boolean followLink;

    @Option(
            names = {"-q", "--quiet"},
            description = "Suppress progress output during copy")
    boolean quiet;

    @Parameters(index = "0", paramLabel = "SOURCE")
    String source = "";

    @Parameters(index = "1", paramLabel = "DESTINATION")
    String destination = "";

    Cp(Context context) {
        super(context);
    }

    @Override
    public Integer call() {
        CopyArguments from = CopyArguments.parse(source);
        CopyArguments to = CopyArguments.parse(destination);
        if (from.inside() && to.inside()) {
            throw invalid("copying between containers is not supported", "copy to a directory of yours first");
        }
        if (!from.inside() && !to.inside()) {
            throw invalid("must specify at least one container source", "write one side as CONTAINER:PATH");
        }
        if (from.inside() && from.path().isEmpty() || to.inside() && to.path().isEmpty()) {
            throw invalid("the path in the container is empty", "write CONTAINER:PATH");
        }
        Copies.Options options = new Copies.Options(archive, followLink);
        String told = from.inside()
                ? from.from(from.name(), to, engine(), invocation(), options)
                : from.to(to.name(), to, engine(), invocation(), options);
        // As docker's: without a terminal nobody waits for the word.
        if (!quiet && invocation().terminals().out() && !told.isEmpty()) {
            streams().errLine(told);
        }
        return 0;
    }
}

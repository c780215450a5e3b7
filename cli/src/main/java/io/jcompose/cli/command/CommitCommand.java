package io.jcompose.cli.command;

import io.jcompose.compose.apply.ServiceContainer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "commit", description = "Create a new image from a service container's changes")
final class CommitCommand extends ComposeCommand {
    @Mixin
    CommitFlags flags = new CommitFlags();

    @Option(
            names = "--index",
            paramLabel = "N",
            description = "Index of the container if service has multiple replicas")
    @Nullable
    Integer index;

    @Parameters(index = "0", paramLabel = "SERVICE")
    String service = "";

    @Parameters(index = "1", paramLabel = "REPOSITORY[:TAG]", arity = "0..1")
    @Nullable
    String name;

    CommitCommand(Context context) {
        super(context);
    }

    @Override
    public Integer call() {
        ServiceContainer container =
                ServiceContainers.one(operations(), reference(), service, Optional.ofNullable(index));
        streams().outLine(flags.commit(engine(), container.container().id().value(), name));
        return 0;
    }
}

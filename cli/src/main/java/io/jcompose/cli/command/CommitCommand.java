package io.jcompose.cli.command;

import io.jcompose.compose.apply.ServiceContainer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(name = "commit", description = "Create a new image from a service container's changes")
final class CommitCommand extends ComposeCommand {
    @Mixin
    CommitFlags flags = new CommitFlags();

    @Mixin
    final Replica replica = new Replica();

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
        ServiceContainer container = replica.of(service, reference(), operations());
        streams().outLine(flags.commit(engine(), container.container().id().value(), name));
        return 0;
    }
}

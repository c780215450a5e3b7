package io.jcompose.cli.command.container;

import io.jcompose.cli.command.Context;
import io.jcompose.cli.command.OwnCommandLine;
import io.jcompose.cli.command.container.flags.CreateFlags;
import io.jcompose.engine.container.Container;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(name = "create", description = "Create a new container")
final class Create extends ContainerCommand implements OwnCommandLine {
    @Mixin
    final CreateFlags flags = new CreateFlags();

    Create(Context context) {
        super(context);
    }

    @Override
    public Integer call() {
        Container made = new Making(context(), flags, flags.attached(false)).make();
        streams().outLine(made.id().value());
        return 0;
    }
}

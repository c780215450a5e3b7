package io.jcompose.cli.command.container;

import io.jcompose.cli.command.Context;
import io.jcompose.cli.command.container.flags.Words;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(name = "rename", description = "Rename a container")
final class Rename extends ContainerCommand {
    @Parameters(index = "0", paramLabel = "CONTAINER")
    String container = "";

    @Parameters(index = "1", paramLabel = "NEW_NAME")
    String name = "";

    Rename(Context context) {
        super(context);
    }

    @Override
    public Integer call() {
        engine().containers().rename(container, Words.name(name));
        return 0;
    }
}

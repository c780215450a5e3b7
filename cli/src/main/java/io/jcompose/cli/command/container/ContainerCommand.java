package io.jcompose.cli.command.container;

import io.jcompose.cli.command.ComposeCommand;
import io.jcompose.cli.command.Context;

/** A command of docker's, with its exit codes. */
abstract class ContainerCommand extends ComposeCommand {
    private static final int MISUSED = 125;

    ContainerCommand(Context context) {
        super(context);
    }

    @Override
    public int misused() {
        return MISUSED;
    }

    final void warn(String what) {
        streams().errLine("warning: " + what);
    }
}

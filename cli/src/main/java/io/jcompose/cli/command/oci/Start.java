package io.jcompose.cli.command.oci;

import io.jcompose.cli.command.Context;
import picocli.CommandLine.Command;

@Command(name = "start", description = "Start the program of a created container")
final class Start extends OnContainer {
    Start(Context context) {
        super(context);
    }

    @Override
    int perform() {
        containers().start(root(), id);
        return 0;
    }
}

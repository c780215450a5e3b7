package io.jcompose.cli.command.oci;

import io.jcompose.cli.command.Context;
import picocli.CommandLine.Command;

@Command(name = "pause", description = "Stop all processes of a container until it is resumed")
final class Pause extends OnContainer {
    Pause(Context context) {
        super(context);
    }

    @Override
    int perform() {
        containers().pause(root(), id);
        return 0;
    }
}

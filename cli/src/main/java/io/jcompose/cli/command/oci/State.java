package io.jcompose.cli.command.oci;

import io.jcompose.cli.command.Context;
import io.jcompose.cli.command.Json;
import picocli.CommandLine.Command;

@Command(name = "state", description = "Show the state of a container as JSON")
final class State extends OnContainer {
    State(Context context) {
        super(context);
    }

    @Override
    int perform() {
        streams().outLine(new Json().pretty(containers().state(root(), id)));
        return 0;
    }
}

package io.jcompose.cli.command.oci;

import io.jcompose.cli.command.Context;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "delete", description = "Delete a container that has stopped")
final class Delete extends OnContainer {
    @Option(
            names = {"-f", "--force"},
            description = "Kill it when it still runs")
    boolean force;

    Delete(Context context) {
        super(context);
    }

    @Override
    int perform() {
        containers().delete(root(), id, force);
        return 0;
    }
}

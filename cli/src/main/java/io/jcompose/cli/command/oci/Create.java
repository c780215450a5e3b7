package io.jcompose.cli.command.oci;

import io.jcompose.cli.command.Context;
import picocli.CommandLine.Command;

@Command(name = "create", description = "Create a container")
final class Create extends Making {
    Create(Context context) {
        super(context);
    }

    @Override
    int perform() {
        create();
        return 0;
    }
}

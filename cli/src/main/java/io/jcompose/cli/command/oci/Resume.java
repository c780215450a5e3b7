package io.jcompose.cli.command.oci;

import io.jcompose.cli.command.Context;
import picocli.CommandLine.Command;

@Command(name = "resume", description = "Let a paused container go on")
final class Resume extends OnContainer {
    Resume(Context context) {
        super(context);
    }

    @Override
    int perform() {
        containers().resume(root(), id);
        return 0;
    }
}

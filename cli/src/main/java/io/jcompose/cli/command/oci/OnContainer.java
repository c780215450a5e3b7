package io.jcompose.cli.command.oci;

import io.jcompose.cli.command.Context;
import picocli.CommandLine.Parameters;

/** A command on one container. */
abstract class OnContainer extends OciCommand {
    @Parameters(index = "0", paramLabel = "ID")
    String id = "";

    OnContainer(Context context) {
        super(context);
    }
}

package io.jcompose.cli.command.oci;

import io.jcompose.cli.command.Context;
import io.jcompose.cli.command.Json;
import io.jcompose.engine.runtime.RuntimeFeatures;
import picocli.CommandLine.Command;

@Command(name = "features", description = "Show what this runtime can do as JSON")
final class Features extends OciCommand {
    Features(Context context) {
        super(context);
    }

    @Override
    int perform() {
        streams()
                .outLine(new Json()
                        .pretty(RuntimeFeatures.describe(context().services().version())));
        return 0;
    }
}

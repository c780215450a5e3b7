package io.jcompose.cli.command.oci;

import io.jcompose.cli.command.Context;
import io.jcompose.engine.container.Signals;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "kill", description = "Send a signal to the first process of a container (default: TERM)")
final class Kill extends OnContainer {
    @Option(
            names = {"-a", "--all"},
            description = "To all its processes")
    boolean all;

    @Parameters(index = "1", arity = "0..1", paramLabel = "SIGNAL")
    String signal = "TERM";

    Kill(Context context) {
        super(context);
    }

    @Override
    int perform() {
        containers().kill(root(), id, Signals.number(signal), all);
        return 0;
    }
}

package io.jcompose.cli.command.container;

import io.jcompose.cli.command.AttachFlags;
import io.jcompose.cli.command.Context;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "attach", description = "Attach local standard input, output, and error streams to a running container")
final class Attach extends ContainerCommand {
    @Mixin
    final AttachFlags attaching = new AttachFlags();

    @Option(names = "--no-stdin", description = "Do not attach STDIN")
    boolean noInput;

    @Parameters(index = "0", paramLabel = "CONTAINER")
    String name = "";

    Attach(Context context) {
        super(context);
    }

    @Override
    public Integer call() throws InterruptedException {
        return attaching.attach(context(), name, !noInput);
    }
}

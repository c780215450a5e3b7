package io.jcompose.cli.command;

import io.jcompose.compose.apply.ServiceContainer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "attach",
        description = "Attach local standard input, output, and error streams to a service's running container")
final class AttachCommand extends ComposeCommand implements Harmless {
    @Mixin
    final AttachFlags attaching = new AttachFlags();

    @Mixin
    final Replica replica = new Replica();

    @Option(names = "--no-stdin", description = "Do not attach STDIN")
    boolean noInput;

    @Parameters(index = "0", paramLabel = "SERVICE")
    String service = "";

    AttachCommand(Context context) {
        super(context);
    }

    @Override
    public Integer call() throws InterruptedException {
        ServiceContainer container = replica.running(service, reference(), operations());
        return attaching.attach(context(), container.container().id().value(), !noInput);
    }
}

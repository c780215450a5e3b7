package io.jcompose.cli.command;

import io.jcompose.compose.apply.ServiceContainer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
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

    @Option(
            names = "--index",
            paramLabel = "N",
            description = "Index of the container if service has multiple replicas")
    @Nullable
    Integer index;

    @Option(names = "--no-stdin", description = "Do not attach STDIN")
    boolean noInput;

    @Parameters(index = "0", paramLabel = "SERVICE")
    String service = "";

    AttachCommand(Context context) {
        super(context);
    }

    @Override
    public Integer call() throws InterruptedException {
        ServiceContainer container = operations().select(reference(), service, Optional.ofNullable(index));
        return attaching.attach(context(), container.container().id().value(), !noInput);
    }
}

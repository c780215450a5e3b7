package io.jcompose.cli.command.container;

import io.jcompose.cli.command.Conduit;
import io.jcompose.cli.command.Context;
import io.jcompose.cli.command.RunEnd;
import io.jcompose.engine.container.Container;
import io.jcompose.engine.container.ContainerState;
import io.jcompose.engine.container.Containers;
import io.jcompose.engine.log.Stream;
import io.jcompose.error.JcomposeException;
import io.jcompose.error.JcomposeException.Kind;
import java.util.EnumSet;
import java.util.OptionalInt;
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
        Containers containers = engine().containers();
        Container container = containers.get(name);
        attachable(container);
        boolean terminal = container.spec().process().tty();
        boolean input = !noInput && container.spec().process().openStdin();
        if (terminal && input && !invocation().terminals().in()) {
            throw invalid("the input device is not a TTY", "use --no-stdin");
        }
        String id = container.id().value();
        Conduit conduit =
                new Conduit(invocation(), attaching.wishes(invocation(), terminal, input, EnumSet.allOf(Stream.class)));
        OptionalInt code;
        try (RunEnd end = new RunEnd(engine(), id);
                Containers.Attachment attachment = containers.attach(id, conduit::output)) {
            code = conduit.run(attachment, signal -> containers.kill(id, signal), end::await);
        }
        return code.isPresent() ? code.getAsInt() : AttachFlags.left(streams());
    }

    private static void attachable(Container container) {
        String complaint = switch (container.state()) {
            case ContainerState.Running running ->
                running.paused() ? "cannot attach to a paused container, unpause it first" : "";
            case ContainerState.Restarting restarting ->
                "cannot attach to a restarting container, wait until it is running";
            case ContainerState.Created created -> "cannot attach to a stopped container, start it first";
            case ContainerState.Exited exited -> "cannot attach to a stopped container, start it first";
            case ContainerState.Removing removing -> "cannot attach to a container that is being removed";
        };
        if (!complaint.isEmpty()) {
            throw new JcomposeException(Kind.CONFLICT, complaint);
        }
    }
}

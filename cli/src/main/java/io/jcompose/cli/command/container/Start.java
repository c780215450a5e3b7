package io.jcompose.cli.command.container;

import io.jcompose.cli.command.AttachFlags;
import io.jcompose.cli.command.Conduit;
import io.jcompose.cli.command.Context;
import io.jcompose.cli.command.Each;
import io.jcompose.cli.command.OwnExitCode;
import io.jcompose.cli.command.RunEnd;
import io.jcompose.engine.container.Container;
import io.jcompose.engine.container.ContainerState;
import io.jcompose.engine.container.Containers;
import io.jcompose.engine.log.Stream;
import io.jcompose.error.JcomposeException;
import io.jcompose.error.JcomposeException.Kind;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "start", description = "Start one or more stopped containers")
final class Start extends ContainerCommand {
    private static final int NOT_STARTED = 1;

    @Mixin
    final AttachFlags attaching = new AttachFlags();

    @Option(
            names = {"-a", "--attach"},
            description = "Attach STDOUT/STDERR and forward signals")
    boolean attach;

    @Option(
            names = {"-i", "--interactive"},
            description = "Attach container's STDIN")
    boolean interactive;

    @Parameters(paramLabel = "CONTAINER", arity = "1..*")
    List<String> containers = new ArrayList<>();

    Start(Context context) {
        super(context);
    }

    @Override
    public Integer call() throws InterruptedException {
        if (attach || interactive) {
            if (containers.size() > 1) {
                throw invalid("you cannot start and attach multiple containers at once", "name one");
            }
            return attached(unpaused(containers.getFirst()));
        }
        Each.of(containers, name -> {
            unpaused(name);
            begun(() -> engine().containers().start(name));
            streams().outLine(name);
        });
        return 0;
    }

    private Container unpaused(String name) {
        Container container = engine().containers().get(name);
        if (container.state() instanceof ContainerState.Running running && running.paused()) {
            throw new JcomposeException(
                    Kind.FAILED_PRECONDITION, "cannot start a paused container, try unpause instead");
        }
        return container;
    }

    /** Docker's code when it can't be started, whatever run would tell of it. */
    static <T> T begun(Supplier<T> start) {
        try {
            return start.get();
        } catch (JcomposeException e) {
            throw e.kind() == Kind.INTERRUPTED ? e : new OwnExitCode(e, NOT_STARTED);
        }
    }

    private int attached(Container container) throws InterruptedException {
        Containers all = engine().containers();
        String id = container.id().value();
        boolean terminal = container.spec().process().tty();
        boolean input = interactive && container.spec().process().openStdin();
        if (terminal && input && !invocation().terminals().in()) {
            throw invalid("the input device is not a TTY", "leave out -i");
        }
        Set<Stream> outputs = EnumSet.allOf(Stream.class);
        boolean joins = container.state().running();
        Conduit.Wishes wishes = attaching.wishes(invocation(), terminal, input, outputs);
        Conduit conduit = new Conduit(invocation(), joins ? wishes.joining() : wishes);
        Containers.Caller caller = conduit.caller();
        try (RunEnd end = new RunEnd(engine(), id);
                Containers.Attachment attachment =
                        joins ? all.attach(id, caller) : begun(() -> all.startAttached(id, caller))) {
            return conduit.run(attachment, signal -> all.kill(id, signal), end::await)
                    .orElse(0);
        }
    }
}

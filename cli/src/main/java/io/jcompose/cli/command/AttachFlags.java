package io.jcompose.cli.command;

import io.jcompose.cli.invocation.Invocation;
import io.jcompose.cli.invocation.Streams;
import io.jcompose.engine.Engine;
import io.jcompose.engine.container.Container;
import io.jcompose.engine.container.ContainerState;
import io.jcompose.engine.container.Containers;
import io.jcompose.engine.log.Stream;
import io.jcompose.error.JcomposeException;
import io.jcompose.error.JcomposeException.Kind;
import java.util.EnumSet;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How a caller is connected with a container's process. */
public final class AttachFlags {
    @Option(
            names = "--sig-proxy",
            negatable = true,
            defaultValue = "true",
            fallbackValue = "true",
            arity = "0..1",
            description = "Proxy received signals to the process (default: true)")
    boolean signals = true;

    @Option(
            names = "--detach-keys",
            paramLabel = "KEYS",
            description = "Override the key sequence for detaching a container (ctrl-p,ctrl-q)")
    @Nullable
    String detachKeys;

    /** The end of attach and exec by the detach keys, which docker counts as a failure, other than that of run and start. */
    public static int left(Streams streams) {
        streams.errLine("read escape sequence");
        return 1;
    }

    /**
     * Until its process ends or the caller detaches.
     *
     * @param name of a running container
     * @param input whether the caller's input goes there, if the container takes any
     * @return its exit code
     */
    public int attach(Context context, String name, boolean input) throws InterruptedException {
        Engine engine = context.services().engine().get();
        Containers containers = engine.containers();
        Container container = containers.get(name);
        attachable(container);
        Invocation invocation = context.invocation();
        boolean terminal = container.spec().process().tty();
        boolean feeds = input && container.spec().process().openStdin();
        if (terminal && feeds && !invocation.terminals().in()) {
            throw ComposeCommand.invalid("the input device is not a TTY", "use --no-stdin");
        }
        String id = container.id().value();
        Conduit.Wishes wishes = wishes(invocation, terminal, feeds, EnumSet.allOf(Stream.class));
        Conduit conduit = new Conduit(invocation, wishes.joining());
        Containers.Caller caller = conduit.caller();
        OptionalInt code;
        try (RunEnd end = new RunEnd(engine, id);
                Containers.Attachment attachment = containers.attach(id, caller)) {
            code = conduit.run(attachment, signal -> containers.kill(id, signal), end::await);
        }
        return code.isPresent() ? code.getAsInt() : left(context.streams());
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

    /** Of one who joins a container that another made: with a terminal the container's signals are typed, and the caller's are its own. As {@link #wishesOfMaker}. */
    public Conduit.Wishes wishes(Invocation invocation, boolean terminal, boolean input, Set<Stream> outputs) {
        return wishes(invocation, terminal, input, outputs, signals && !terminal);
    }

    /**
     * Of one who makes a container and runs it: it gets all signals.
     *
     * @param terminal whether the process has one
     */
    public Conduit.Wishes wishesOfMaker(Invocation invocation, boolean terminal, boolean input, Set<Stream> outputs) {
        return wishes(invocation, terminal, input, outputs, signals);
    }

    private Conduit.Wishes wishes(
            Invocation invocation, boolean terminal, boolean input, Set<Stream> outputs, boolean passes) {
        return new Conduit.Wishes(
                terminal && invocation.terminals().out(),
                input,
                outputs,
                passes ? Conduit.Passing.ALL : Conduit.Passing.NONE,
                false,
                Optional.of(DetachKeys.of(detachKeys, invocation)),
                false);
    }
}

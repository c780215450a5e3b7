package io.jcompose.cli.command.container;

import io.jcompose.cli.command.AttachFlags;
import io.jcompose.cli.command.Conduit;
import io.jcompose.cli.command.Context;
import io.jcompose.cli.command.OwnCommandLine;
import io.jcompose.cli.command.OwnExitCode;
import io.jcompose.cli.command.RunEnd;
import io.jcompose.cli.command.container.flags.CreateFlags;
import io.jcompose.engine.container.Container;
import io.jcompose.engine.container.ContainerSpec.StandardStream;
import io.jcompose.engine.container.Containers;
import io.jcompose.engine.log.Stream;
import io.jcompose.error.JcomposeException;
import io.jcompose.error.JcomposeException.Kind;
import io.jcompose.linux.LinuxException;
import java.util.EnumSet;
import java.util.OptionalInt;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(name = "run", description = "Create and run a new container from an image")
final class Run extends ContainerCommand implements OwnCommandLine {
    /** Docker's exit code when it is not the program that failed. */
    static final int NOT_BEGUN = 125;

    @Mixin
    final CreateFlags flags = new CreateFlags();

    @Mixin
    final AttachFlags attaching = new AttachFlags();

    @Option(
            names = {"-d", "--detach"},
            description = "Run container in background and print container ID")
    boolean detach;

    Run(Context context) {
        super(context);
    }

    @Override
    public Integer call() throws InterruptedException {
        Set<StandardStream> streams = flags.attached(detach);
        boolean terminal = flags.process.options.tty;
        boolean feeds = streams.contains(StandardStream.STDIN);
        if (terminal && feeds && !invocation().terminals().in()) {
            throw invalid("the input device is not a TTY", "leave out -t");
        }
        Conduit conduit =
                new Conduit(invocation(), attaching.wishesOfMaker(invocation(), terminal, feeds, outputs(streams)));
        try {
            Container container = new Making(context(), flags, streams).make();
            String id = container.id().value();
            if (detach) {
                try {
                    engine().containers().start(id);
                } finally {
                    streams().outLine(id);
                }
                return 0;
            }
            return attached(id, conduit);
        } catch (JcomposeException e) {
            throw e.kind() == Kind.INTERRUPTED ? e : notBegun(e);
        } catch (LinuxException e) {
            throw notBegun(new JcomposeException(Kind.UNAVAILABLE, String.valueOf(e.getMessage()), "", e));
        }
    }

    private static Set<Stream> outputs(Set<StandardStream> streams) {
        Set<Stream> outputs = EnumSet.noneOf(Stream.class);
        if (streams.contains(StandardStream.STDOUT)) {
            outputs.add(Stream.STDOUT);
        }
        if (streams.contains(StandardStream.STDERR)) {
            outputs.add(Stream.STDERR);
        }
        return outputs;
    }

    private int attached(String id, Conduit conduit) throws InterruptedException {
        Containers containers = engine().containers();
        Containers.Caller caller = conduit.caller();
        OptionalInt code;
        try (RunEnd end = new RunEnd(engine(), id);
                Containers.Attachment attachment = containers.startAttached(id, caller)) {
            code = conduit.run(attachment, signal -> containers.kill(id, signal), end::await);
        }
        if (code.isPresent() && flags.life.remove) {
            awaitRemoval(id);
        }
        return code.orElse(0);
    }

    /** Who runs with {@code --rm} may use the name again when we return. */
    private void awaitRemoval(String id) {
        try {
            engine().containers().remove(id, false, true);
        } catch (JcomposeException e) {
            if (e.kind() != Kind.NOT_FOUND) {
                throw e;
            }
        }
    }

    /** The command did not begin: docker's 125, unless it was the program's own fault. */
    private static JcomposeException notBegun(JcomposeException cause) {
        return new OwnExitCode(cause, cause.exitCode() == 1 ? NOT_BEGUN : cause.exitCode());
    }
}

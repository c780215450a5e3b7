package io.jcompose.cli.command.container;

import io.jcompose.cli.command.AttachFlags;
import io.jcompose.cli.command.Conduit;
import io.jcompose.cli.command.Context;
import io.jcompose.cli.command.OwnCommandLine;
import io.jcompose.cli.command.OwnExitCode;
import io.jcompose.cli.command.RunEnd;
import io.jcompose.cli.command.container.flags.CreateFlags;
import io.jcompose.engine.container.Container;
import io.jcompose.engine.container.Containers;
import io.jcompose.engine.log.Stream;
import io.jcompose.error.JcomposeException;
import io.jcompose.error.JcomposeException.Kind;
import io.jcompose.linux.LinuxException;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Supplier;
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
        if (detach && !flags.streams.isEmpty()) {
            throw invalid("conflicting options: cannot specify both --attach and --detach", "leave out one");
        }
        Set<String> streams = streamNames();
        boolean terminal = flags.process.options.tty;
        if (terminal && streams.contains("stdin") && !invocation().terminals().in()) {
            throw invalid("the input device is not a TTY", "leave out -t");
        }
        Conduit conduit = new Conduit(
                invocation(), attaching.wishes(invocation(), terminal, streams.contains("stdin"), outputs(streams)));
        try {
            Container container = new Making(context(), flags).make();
            String id = container.id().value();
            if (detach) {
                started(id, () -> engine().containers().start(id));
                streams().outLine(id);
                return 0;
            }
            return attached(id, conduit);
        } catch (JcomposeException e) {
            throw e.kind() == Kind.INTERRUPTED ? e : notBegun(e);
        } catch (LinuxException e) {
            throw notBegun(new JcomposeException(Kind.UNAVAILABLE, String.valueOf(e.getMessage()), "", e));
        }
    }

    /** Which streams the caller is connected to; as docker, all outputs, and the input with {@code -i}, when nothing is said. */
    private Set<String> streamNames() {
        List<String> given = flags.streams.stream()
                .map(name -> name.toLowerCase(Locale.ROOT))
                .toList();
        given.stream()
                .filter(name -> !Set.of("stdin", "stdout", "stderr").contains(name))
                .findFirst()
                .ifPresent(name -> {
                    throw notBegun(invalid(
                            "invalid argument \"" + name
                                    + "\" for \"-a, --attach\" flag: valid streams are STDIN, STDOUT and STDERR",
                            "choose one of them"));
                });
        if (detach) {
            return Set.of();
        }
        if (!given.isEmpty()) {
            return Set.copyOf(given);
        }
        return flags.process.options.interactive ? Set.of("stdin", "stdout", "stderr") : Set.of("stdout", "stderr");
    }

    private static Set<Stream> outputs(Set<String> names) {
        Set<Stream> outputs = EnumSet.noneOf(Stream.class);
        if (names.contains("stdout")) {
            outputs.add(Stream.STDOUT);
        }
        if (names.contains("stderr")) {
            outputs.add(Stream.STDERR);
        }
        return outputs;
    }

    private int attached(String id, Conduit conduit) throws InterruptedException {
        Containers containers = engine().containers();
        Containers.Window window = conduit.window();
        OptionalInt code;
        try (RunEnd end = new RunEnd(engine(), id);
                Containers.Attachment attachment =
                        started(id, () -> containers.startAttached(id, conduit::output, window))) {
            code = conduit.run(attachment, signal -> containers.kill(id, signal), end::await);
        }
        if (code.isPresent() && flags.life.remove) {
            awaitRemoval(id);
        }
        return code.orElse(0);
    }

    /** A container that could not be started stays for a look at it, unless it was to be removed at its end. */
    private <T> T started(String id, Supplier<T> start) {
        try {
            return start.get();
        } catch (JcomposeException e) {
            if (flags.life.remove) {
                awaitRemoval(id);
            }
            throw e;
        }
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

package io.jcompose.cli.command.container;

import io.jcompose.cli.command.AttachFlags;
import io.jcompose.cli.command.Conduit;
import io.jcompose.cli.command.Context;
import io.jcompose.cli.command.DetachKeys;
import io.jcompose.cli.command.OwnCommandLine;
import io.jcompose.cli.command.ProcessOptions;
import io.jcompose.cli.command.container.flags.ProcessFlags;
import io.jcompose.engine.container.Containers.Window;
import io.jcompose.engine.container.ExecSession;
import io.jcompose.engine.container.ExecSpec;
import io.jcompose.engine.log.Stream;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "exec", description = "Execute a command in a running container")
final class Exec extends ContainerCommand implements OwnCommandLine {
    @Mixin
    final ProcessOptions process = new ProcessOptions();

    @Option(
            names = {"-d", "--detach"},
            description = "Detached mode: run command in the background")
    boolean detach;

    @Option(
            names = "--detach-keys",
            paramLabel = "KEYS",
            description = "Override the key sequence for detaching a container (ctrl-p,ctrl-q)")
    @Nullable
    String detachKeys;

    @Option(names = "--env-file", paramLabel = "FILE", description = "Read in a file of environment variables")
    List<String> environmentFiles = new ArrayList<>();

    @Option(names = "--privileged", description = "Give extended privileges to the command")
    boolean privileged;

    @Parameters(index = "0", paramLabel = "CONTAINER")
    String container = "";

    @Parameters(index = "1..*", paramLabel = "COMMAND [ARG...]", arity = "1..*")
    List<String> command = new ArrayList<>();

    Exec(Context context) {
        super(context);
    }

    @Override
    public Integer call() throws InterruptedException {
        boolean input = process.interactive && !detach;
        if (process.tty && input && !invocation().terminals().in()) {
            throw invalid("the input device is not a TTY", "leave out -t");
        }
        Conduit conduit = new Conduit(
                invocation(),
                new Conduit.Wishes(
                        process.tty && invocation().terminals().out(),
                        input,
                        EnumSet.allOf(Stream.class),
                        process.tty ? Conduit.Passing.NONE : Conduit.Passing.ENDING,
                        false,
                        Optional.of(DetachKeys.of(detachKeys, invocation())),
                        false));
        ExecSpec spec = spec(detach ? Window.UNKNOWN : conduit.window(), input);
        if (detach) {
            engine().containers().exec(container, spec, (stream, bytes) -> {});
            return 0;
        }
        try (ExecSession session = engine().containers().exec(container, spec, conduit::output)) {
            conduit.regulate(session);
            OptionalInt code = conduit.run(session, session::kill, session::await);
            return code.isPresent() ? code.getAsInt() : AttachFlags.left(streams());
        }
    }

    private ExecSpec spec(Window window, boolean input) {
        return new ExecSpec(
                command,
                ProcessFlags.variables(environmentFiles, process, invocation()),
                Optional.ofNullable(process.user),
                Optional.ofNullable(process.workdir),
                process.tty,
                input,
                privileged,
                window.rows(),
                window.columns());
    }
}

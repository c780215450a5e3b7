package io.jcompose.cli.command;

import io.jcompose.compose.apply.ServiceContainer;
import io.jcompose.engine.container.Containers.Window;
import io.jcompose.engine.container.ExecSession;
import io.jcompose.engine.container.ExecSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "exec", description = "Execute a command in a running container")
final class ExecCommand extends ComposeCommand implements OwnCommandLine {
    @Mixin
    final ProcessOptions process = new ProcessOptions();

    @Option(
            names = {"-d", "--detach"},
            description = "Detached mode: Run command in the background")
    boolean detach;

    @Mixin
    final Replica replica = new Replica();

    @Option(names = "--privileged", description = "Give extended privileges to the process")
    boolean privileged;

    @Option(
            names = {"-T", "--no-TTY", "--no-tty"},
            description = "Disable pseudo-TTY allocation")
    boolean noTty;

    @Parameters(index = "0", paramLabel = "SERVICE")
    String service = "";

    @Parameters(index = "1..*", paramLabel = "COMMAND [ARGS...]", arity = "1..*")
    List<String> command = new ArrayList<>();

    ExecCommand(Context context) {
        super(context);
    }

    @Override
    public Integer call() throws InterruptedException {
        ServiceContainer container = replica.running(service, reference(), operations());
        boolean terminal = !noTty
                && !detach
                && invocation().terminals().in()
                && invocation().terminals().out();
        if (process.tty && !detach && !invocation().terminals().in()) {
            throw invalid("the input device is not a terminal", "leave out -t, or use -T");
        }
        Conduit conduit = new Conduit(invocation(), Conduit.Wishes.together(terminal, Conduit.Passing.ENDING));
        Window window = conduit.window();
        Map<String, Optional<String>> variables = Assignments.variables(process.environment, invocation());
        ExecSpec spec = new ExecSpec(
                command,
                variables,
                Optional.ofNullable(process.user),
                Optional.ofNullable(process.workdir),
                terminal,
                !detach,
                privileged,
                window.rows(),
                window.columns());
        if (detach) {
            engine().containers().exec(container.container().id().value(), spec, (stream, bytes) -> {});
            return 0;
        }
        try (ExecSession session =
                engine().containers().exec(container.container().id().value(), spec, conduit::output)) {
            conduit.regulate(session);
            return conduit.run(session, session::kill, session::await).orElse(0);
        }
    }
}

package io.jcompose.cli.command;

import io.jcompose.compose.apply.ServiceContainer;
import io.jcompose.engine.container.ExecSession;
import io.jcompose.engine.container.ExecSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "exec", description = "Execute a command in a running container")
final class ExecCommand extends ComposeCommand implements OwnCommandLine {
    @Option(
            names = {"-d", "--detach"},
            description = "Detached mode: Run command in the background")
    boolean detach;

    @Option(
            names = {"-e", "--env"},
            paramLabel = "NAME[=VALUE]",
            description = "Set environment variables")
    List<String> environment = new ArrayList<>();

    @Option(
            names = "--index",
            paramLabel = "N",
            description = "Index of the container if service has multiple replicas")
    @Nullable
    Integer index;

    @Option(
            names = {"-i", "--interactive"},
            description = "Keep STDIN open even if not attached (always so)")
    boolean interactive;

    @Option(names = "--privileged", description = "Give extended privileges to the process")
    boolean privileged;

    @Option(
            names = {"-t", "--tty"},
            description = "Allocate a pseudo-TTY (default on a terminal)")
    boolean tty;

    @Option(
            names = {"-T", "--no-TTY", "--no-tty"},
            description = "Disable pseudo-TTY allocation")
    boolean noTty;

    @Option(
            names = {"-u", "--user"},
            paramLabel = "USER",
            description = "Run the command as this user")
    @Nullable
    String user;

    @Option(
            names = {"-w", "--workdir"},
            paramLabel = "DIR",
            description = "Path to workdir directory for this command")
    @Nullable
    String workdir;

    @Parameters(index = "0", paramLabel = "SERVICE")
    String service = "";

    @Parameters(index = "1..*", paramLabel = "COMMAND [ARGS...]", arity = "1..*")
    List<String> command = new ArrayList<>();

    ExecCommand(Context context) {
        super(context);
    }

    @Override
    public Integer call() throws InterruptedException {
        ServiceContainer container = operations().select(reference(), service, Optional.ofNullable(index));
        boolean terminal = !noTty
                && !detach
                && invocation().terminals().in()
                && invocation().terminals().out();
        if (tty && !detach && !invocation().terminals().in()) {
            throw invalid("the input device is not a terminal", "leave out -t, or use -T");
        }
        Conduit conduit = new Conduit(invocation(), terminal);
        Conduit.Size size = terminal ? conduit.size() : new Conduit.Size(0, 0);
        Map<String, String> variables = Assignments.of(environment, invocation());
        ExecSpec spec = new ExecSpec(
                command,
                variables,
                Optional.ofNullable(user),
                Optional.ofNullable(workdir),
                terminal,
                !detach,
                privileged,
                size.rows(),
                size.columns());
        if (detach) {
            engine().containers().exec(container.container().id().value(), spec, (stream, bytes) -> {});
            return 0;
        }
        try (ExecSession session =
                engine().containers().exec(container.container().id().value(), spec, conduit::output)) {
            conduit.regulate(session);
            return conduit.run(session, session::kill, session::await);
        }
    }
}

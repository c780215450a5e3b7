package io.jcompose.cli.command;

import io.jcompose.cli.render.ProgressView;
import io.jcompose.compose.apply.RunOptions;
import io.jcompose.compose.apply.ServiceContainer;
import io.jcompose.compose.apply.UpOptions;
import io.jcompose.compose.load.env.EnvironmentFiles;
import io.jcompose.compose.load.typed.ShellWords;
import io.jcompose.compose.load.typed.ValueException;
import io.jcompose.compose.model.Project;
import io.jcompose.engine.container.Containers;
import io.jcompose.error.JcomposeException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "run", description = "Run a one-off command on a service")
final class RunCommand extends ComposeCommand implements OwnCommandLine {
    @Mixin
    final ProcessOptions processOptions = new ProcessOptions();

    @Option(names = "--build", description = "Build image before starting container")
    boolean build;

    @Option(names = "--cap-add", paramLabel = "CAP", description = "Add Linux capabilities")
    List<String> capAdd = new ArrayList<>();

    @Option(names = "--cap-drop", paramLabel = "CAP", description = "Drop Linux capabilities")
    List<String> capDrop = new ArrayList<>();

    @Option(
            names = {"-d", "--detach"},
            description = "Run container in background and print container ID")
    boolean detach;

    @Option(names = "--entrypoint", paramLabel = "COMMAND", description = "Override the entrypoint of the image")
    @Nullable
    String entrypoint;

    @Option(names = "--env-from-file", paramLabel = "FILE", description = "Set environment variables from file")
    List<String> environmentFiles = new ArrayList<>();

    @Option(
            names = {"-l", "--label"},
            paramLabel = "NAME=VALUE",
            description = "Add or override a label")
    List<String> labels = new ArrayList<>();

    @Option(names = "--name", paramLabel = "NAME", description = "Assign a name to the container")
    @Nullable
    String name;

    @Option(
            names = {"-T", "--no-TTY", "--no-tty"},
            description = "Disable pseudo-TTY allocation")
    boolean noTty;

    @Option(names = "--no-deps", description = "Don't start linked services")
    boolean noDeps;

    @Option(
            names = {"-p", "--publish"},
            paramLabel = "PORTS",
            description = "Publish a container's port(s) to the host")
    List<String> publish = new ArrayList<>();

    @Option(names = "--pull", paramLabel = "always|missing|never", description = "Pull image before running")
    @Nullable
    String pull;

    @Option(names = "--quiet-build", description = "Suppress progress output from the build process")
    boolean quietBuild;

    @Option(names = "--quiet-pull", description = "Pull without printing progress information")
    boolean quietPull;

    @Option(names = "--remove-orphans", description = "Remove containers for services not defined in the Compose file")
    boolean removeOrphans;

    @Option(names = "--rm", description = "Automatically remove the container when it exits")
    boolean remove;

    @Option(
            names = {"-P", "--service-ports"},
            description = "Run command with all service's ports enabled and mapped to the host")
    boolean servicePorts;

    @Option(
            names = "--use-aliases",
            description = "Use the service's network useAliases in the network(s) the container connects to")
    boolean useAliases;

    @Option(
            names = {"-v", "--volume"},
            paramLabel = "VOLUME",
            description = "Bind mount a volume")
    List<String> volumes = new ArrayList<>();

    @Parameters(index = "0", paramLabel = "SERVICE")
    String service = "";

    @Parameters(index = "1..*", paramLabel = "[COMMAND] [ARGS...]", arity = "0..*")
    List<String> command = new ArrayList<>();

    RunCommand(Context context) {
        super(context);
    }

    @Override
    public Integer call() throws InterruptedException {
        Project project = project(List.of(service));
        boolean terminal = !noTty
                && !detach
                && invocation().terminals().in()
                && invocation().terminals().out();
        ServiceContainer container;
        try (ProgressView view = UpFlags.view(context(), quietBuild)) {
            container = operations().prepareRun(project, options(terminal), view);
        }
        String id = container.container().id().value();
        Containers containers = engine().containers();
        if (detach) {
            containers.start(id);
            streams().outLine(id);
            return 0;
        }
        return attached(containers, id, terminal);
    }

    private int attached(Containers containers, String id, boolean terminal) throws InterruptedException {
        Conduit conduit = new Conduit(invocation(), Conduit.Wishes.together(terminal, Conduit.Passing.ALL));
        Containers.Caller caller = conduit.caller();
        try (RunEnd end = new RunEnd(engine(), id);
                Containers.Attachment attachment = started(containers, id, caller)) {
            return conduit.run(attachment, signal -> containers.kill(id, signal), end::await)
                    .orElse(0);
        }
    }

    /** A container that could not be started is of no use to anybody. */
    private static Containers.Attachment started(Containers containers, String id, Containers.Caller caller) {
        try {
            return containers.startAttached(id, caller);
        } catch (JcomposeException e) {
            try {
                containers.remove(id, true, true);
            } catch (JcomposeException left) {
                e.addSuppressed(left);
            }
            throw e;
        }
    }

    private Map<String, String> environmentOfFiles() {
        return EnvironmentFiles.read(
                environmentFiles.stream().map(invocation()::resolve).toList(),
                invocation().environment());
    }

    /** None at all take away the service's entrypoint. */
    private static List<String> words(String entrypoint) {
        try {
            return ShellWords.split(entrypoint).words();
        } catch (ValueException e) {
            throw invalid("--entrypoint: " + e.getMessage(), "quote its words as for a shell");
        }
    }

    private RunOptions options(boolean terminal) {
        ShortSyntax wiring = ShortSyntax.read(invocation(), publish, volumes);
        Map<String, Optional<String>> variables = new LinkedHashMap<>();
        environmentOfFiles().forEach((variable, value) -> variables.put(variable, Optional.of(value)));
        variables.putAll(Assignments.variables(processOptions.environment, invocation()));
        RunOptions.Process process = new RunOptions.Process(
                command.isEmpty() ? Optional.empty() : Optional.of(command),
                Optional.ofNullable(entrypoint).map(RunCommand::words),
                variables,
                Optional.ofNullable(processOptions.user),
                Optional.ofNullable(processOptions.workdir),
                terminal,
                !detach);
        UpFlags flags = new UpFlags();
        flags.build = build;
        flags.pull = pull;
        flags.quietPull = quietPull;
        flags.removeOrphans = removeOrphans;
        UpOptions up = flags.options(List.of(), true, UpFlags.More.NONE, context());
        return new RunOptions(
                service,
                Optional.ofNullable(name),
                process,
                new RunOptions.Wiring(wiring.volumes(), wiring.ports(), servicePorts, useAliases, remove),
                new RunOptions.Rights(capAdd, capDrop),
                Assignments.of(labels, invocation()),
                noDeps,
                up);
    }
}

package io.jcompose.cli.command;

import io.jcompose.cli.render.ProgressView;
import io.jcompose.compose.apply.AttachOptions;
import io.jcompose.compose.apply.UpOptions;
import io.jcompose.compose.model.Project;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "up", description = "Create and start containers")
final class UpCommand extends ComposeCommand implements Harmless {
    @Mixin
    UpFlags flags = new UpFlags();

    @Option(names = "--abort-on-container-exit", description = "Stops all containers if any container was stopped")
    boolean abortOnExit;

    @Option(
            names = "--abort-on-container-failure",
            description = "Stops all containers if any container exited with failure")
    boolean abortOnFailure;

    @Option(names = "--always-recreate-deps", description = "Recreate dependent containers")
    boolean alwaysRecreateDeps;

    @Option(
            names = "--attach",
            paramLabel = "SERVICE",
            split = ",",
            description = "Restrict attaching to the specified services")
    List<String> attach = new ArrayList<>();

    @Option(names = "--attach-dependencies", description = "Attach to log output of dependent services too")
    boolean attachDependencies;

    @Option(
            names = {"-d", "--detach"},
            description = "Detached mode: Run containers in the background")
    boolean detach;

    @Option(
            names = "--exit-code-from",
            paramLabel = "SERVICE",
            description = "Return the exit code of the selected service container")
    @Nullable
    String exitCodeFrom;

    @Option(
            names = "--menu",
            arity = "0..1",
            fallbackValue = "true",
            description = "Accepted for docker compose's sake: there are no interactive shortcuts")
    boolean menu;

    @Option(
            names = "--no-attach",
            paramLabel = "SERVICE",
            split = ",",
            description = "Do not attach to the specified services")
    List<String> noAttach = new ArrayList<>();

    @Option(names = "--no-color", description = "Produce monochrome output")
    boolean noColor;

    @Option(names = "--no-deps", description = "Don't start linked services")
    boolean noDeps;

    @Option(names = "--no-log-prefix", description = "Don't print prefix in logs")
    boolean noLogPrefix;

    @Option(names = "--no-start", description = "Don't start the services after creating them")
    boolean noStart;

    @Option(
            names = {"-V", "--renew-anon-volumes"},
            description = "Recreate anonymous volumes instead of retrieving data")
    boolean renewVolumes;

    @Option(
            names = {"-t", "--timeout"},
            paramLabel = "SECONDS",
            description = "Timeout for shutdown of containers")
    @Nullable
    Integer timeout;

    @Option(names = "--timestamps", description = "Show timestamps")
    boolean timestamps;

    @Option(names = "--wait", description = "Wait for services to be running|healthy. Implies detached mode")
    boolean wait;

    @Option(names = "--wait-timeout", paramLabel = "SECONDS", description = "Maximum duration to wait for the project")
    @Nullable
    Integer waitTimeout;

    @Parameters(paramLabel = "SERVICE", arity = "0..*")
    List<String> services = new ArrayList<>();

    UpCommand(Context context) {
        super(context);
    }

    @Override
    public Integer call() {
        Project project = project(services);
        UpFlags.More more = new UpFlags.More(
                noDeps,
                alwaysRecreateDeps,
                renewVolumes,
                seconds(timeout),
                new UpOptions.Wait(wait, seconds(waitTimeout)));
        UpOptions options = flags.options(services, !noStart, more, context());
        if (context().flags().dryRun) {
            streams().outLine(operations().plan(project, options));
            return 0;
        }
        if (detach || wait || noStart) {
            if (abortOnExit || abortOnFailure || exitCodeFrom != null || !attach.isEmpty()) {
                throw invalid(
                        "--detach contradicts flags of the attached mode",
                        "leave out -d, or --abort-on-..., --exit-code-from and --attach");
            }
            try (ProgressView view = flags.view(context())) {
                operations().up(project, options, view);
            }
            return 0;
        }
        AttachOptions attached =
                new AttachOptions(attach, noAttach, attachDependencies, ending(), Optional.ofNullable(exitCodeFrom));
        AttachedUp.Look look = new AttachedUp.Look(!noColor, !noLogPrefix, timestamps);
        return new AttachedUp(flags.view(context()), context(), project, options, attached, look).run();
    }

    private AttachOptions.Ending ending() {
        if (abortOnFailure) {
            return AttachOptions.Ending.FIRST_FAILURE;
        }
        return abortOnExit || exitCodeFrom != null ? AttachOptions.Ending.FIRST_EXIT : AttachOptions.Ending.ALL_EXITED;
    }
}

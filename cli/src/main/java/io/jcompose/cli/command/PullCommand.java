package io.jcompose.cli.command;

import io.jcompose.cli.render.ProgressView;
import io.jcompose.cli.render.QuietProgress;
import io.jcompose.compose.apply.PullOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "pull", description = "Pull service images")
final class PullCommand extends ComposeCommand {
    @Option(names = "--ignore-buildable", description = "Ignore images that can be built")
    boolean ignoreBuildable;

    @Option(names = "--ignore-pull-failures", description = "Pull what it can and ignores images with pull failures")
    boolean ignoreFailures;

    @Option(names = "--include-deps", description = "Also pull services declared as dependencies")
    boolean dependencies;

    @Option(names = "--policy", paramLabel = "missing|always", description = "Apply pull policy")
    @Nullable
    String policy;

    @Option(
            names = {"-q", "--quiet"},
            description = "Pull without printing progress information")
    boolean quiet;

    @Parameters(paramLabel = "SERVICE", arity = "0..*")
    List<String> services = new ArrayList<>();

    PullCommand(Context context) {
        super(context);
    }

    @Override
    public Integer call() {
        PullOptions options =
                new PullOptions(services, dependencies, ignoreFailures, ignoreBuildable, Optional.ofNullable(policy));
        try (ProgressView view =
                quiet ? new QuietProgress(streams()::errLine) : context().progress("Pulling")) {
            operations().pull(project(), options, view);
        }
        return 0;
    }
}

package io.jcompose.cli.command;

import io.jcompose.cli.render.ProgressView;
import io.jcompose.cli.render.QuietProgress;
import io.jcompose.compose.apply.BuildOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "build", description = "Build or rebuild services")
final class BuildCommand extends ComposeCommand {
    @Option(names = "--build-arg", paramLabel = "NAME[=VALUE]", description = "Set build-time variables for services")
    List<String> buildArgs = new ArrayList<>();

    @Option(names = "--no-cache", description = "Do not use cache when building the image")
    boolean noCache;

    @Option(names = "--pull", description = "Always attempt to pull a newer version of the image")
    boolean pull;

    @Option(
            names = {"-q", "--quiet"},
            description = "Suppress the build output")
    boolean quiet;

    @Option(names = "--with-dependencies", description = "Also build dependencies (transitively)")
    boolean dependencies;

    @Parameters(paramLabel = "SERVICE", arity = "0..*")
    List<String> services = new ArrayList<>();

    BuildCommand(Context context) {
        super(context);
    }

    @Override
    public Integer call() {
        Map<String, String> arguments = Assignments.of(buildArgs, invocation());
        BuildOptions options = new BuildOptions(services, noCache, pull, arguments, dependencies);
        try (ProgressView view =
                quiet ? new QuietProgress(streams()::errLine) : context().progress("Building")) {
            operations().build(project(), options, view);
        }
        return 0;
    }
}

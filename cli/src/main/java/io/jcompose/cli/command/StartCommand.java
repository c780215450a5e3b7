package io.jcompose.cli.command;

import io.jcompose.cli.render.ProgressView;
import io.jcompose.compose.apply.UpOptions;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "start", description = "Start services")
final class StartCommand extends ComposeCommand {
    @Option(names = "--wait", description = "Wait for services to be running|healthy")
    boolean wait;

    @Option(names = "--wait-timeout", paramLabel = "SECONDS", description = "Maximum duration to wait for the project")
    @Nullable
    Integer waitTimeout;

    @Parameters(paramLabel = "SERVICE", arity = "0..*")
    List<String> services = new ArrayList<>();

    StartCommand(Context context) {
        super(context);
    }

    @Override
    public Integer call() {
        try (ProgressView view = context().progress("Running")) {
            operations().start(reference(), services, new UpOptions.Wait(wait, seconds(waitTimeout)), view);
        }
        return 0;
    }
}

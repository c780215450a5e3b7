package io.jcompose.cli.command;

import io.jcompose.cli.render.ProgressView;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "stop", description = "Stop services")
final class StopCommand extends ComposeCommand {
    @Option(
            names = {"-t", "--timeout"},
            paramLabel = "SECONDS",
            description = "Specify a shutdown timeout in seconds")
    @Nullable
    Integer timeout;

    @Parameters(paramLabel = "SERVICE", arity = "0..*")
    List<String> services = new ArrayList<>();

    StopCommand(Context context) {
        super(context);
    }

    @Override
    public Integer call() {
        try (ProgressView view = context().progress("Stopping")) {
            operations().stop(reference(), services, seconds(timeout), view);
        }
        return 0;
    }
}

package io.jcompose.cli.command;

import io.jcompose.cli.render.ProgressView;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "restart", description = "Restart service containers")
final class RestartCommand extends ComposeCommand {
    @Option(names = "--no-deps", description = "Don't restart dependent services")
    boolean noDeps;

    @Option(
            names = {"-t", "--timeout"},
            paramLabel = "SECONDS",
            description = "Specify a shutdown timeout in seconds")
    @Nullable
    Integer timeout;

    @Parameters(paramLabel = "SERVICE", arity = "0..*")
    List<String> services = new ArrayList<>();

    RestartCommand(Context context) {
        super(context);
    }

    @Override
    public Integer call() {
        try (ProgressView view = context().progress("Restarting")) {
            operations().restart(reference(), services, noDeps, seconds(timeout), view);
        }
        return 0;
    }
}

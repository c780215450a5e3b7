package io.jcompose.cli.command;

import io.jcompose.cli.render.ProgressView;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(name = "unpause", description = "Unpause services")
final class UnpauseCommand extends ComposeCommand {
    @Parameters(paramLabel = "SERVICE", arity = "0..*")
    List<String> services = new ArrayList<>();

    UnpauseCommand(Context context) {
        super(context);
    }

    @Override
    public Integer call() {
        try (ProgressView view = context().progress("Running")) {
            operations().unpause(reference(), services, view);
        }
        return 0;
    }
}

package io.jcompose.cli.command;

import io.jcompose.cli.render.ProgressView;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(name = "pause", description = "Pause services")
final class PauseCommand extends ComposeCommand {
    @Parameters(paramLabel = "SERVICE", arity = "0..*")
    List<String> services = new ArrayList<>();

    PauseCommand(Context context) {
        super(context);
    }

    @Override
    public Integer call() {
        try (ProgressView view = context().progress("Pausing")) {
            operations().pause(reference(), services, view);
        }
        return 0;
    }
}

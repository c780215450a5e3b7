package io.jcompose.cli.command;

import io.jcompose.cli.render.ProgressView;
import io.jcompose.compose.apply.ProjectRef;
import io.jcompose.compose.apply.ServiceContainer;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "rm", description = "Removes stopped service containers")
final class RmCommand extends ComposeCommand {
    @Option(
            names = {"-f", "--force"},
            description = "Don't ask to confirm removal")
    boolean force;

    @Option(
            names = {"-s", "--stop"},
            description = "Stop the containers, if required, before removing")
    boolean stop;

    @Option(
            names = {"-v", "--volumes"},
            description = "Remove any anonymous volumes attached to containers")
    boolean volumes;

    @Parameters(paramLabel = "SERVICE", arity = "0..*")
    List<String> services = new ArrayList<>();

    RmCommand(Context context) {
        super(context);
    }

    @Override
    public Integer call() {
        ProjectRef reference = reference();
        List<ServiceContainer> found = operations().removable(reference, services, stop);
        if (found.isEmpty()) {
            streams().errLine("No stopped containers");
            return 0;
        }
        String names =
                String.join(", ", found.stream().map(ServiceContainer::name).toList());
        if (!force && !Question.agrees(invocation(), "Going to remove " + names + "\nAre you sure? [yN] ")) {
            return 0;
        }
        try (ProgressView view = context().progress("Removing")) {
            operations().remove(reference, services, stop, volumes, view);
        }
        return 0;
    }
}

package io.jcompose.cli.command;

import io.jcompose.cli.render.ProgressView;
import io.jcompose.compose.apply.DownOptions;
import io.jcompose.compose.apply.ProjectRef;
import io.jcompose.compose.apply.ServiceContainer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "wait", description = "Block until containers of all (or specified) services stop")
final class WaitCommand extends ComposeCommand implements Harmless {
    @Option(names = "--down-project", description = "Drops project when the first container stops")
    boolean downProject;

    @Parameters(paramLabel = "SERVICE", arity = "0..*")
    List<String> services = new ArrayList<>();

    WaitCommand(Context context) {
        super(context);
    }

    @Override
    public Integer call() {
        ProjectRef reference = reference();
        Map<ServiceContainer, Integer> codes = operations().await(reference, services);
        codes.forEach((container, code) ->
                streams().outLine("container \"" + container.name() + "\" exited with status code " + code));
        if (downProject) {
            try (ProgressView view = context().progress("Running")) {
                operations().down(reference, DownOptions.DEFAULT, view);
            }
        }
        return codes.values().stream().findFirst().orElse(0);
    }
}

package io.jcompose.cli.command;

import io.jcompose.cli.render.ProgressView;
import io.jcompose.compose.apply.DownOptions;
import io.jcompose.compose.apply.ProjectRef;
import java.util.ArrayList;
import java.util.List;
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
        List<Integer> codes = new ArrayList<>();
        operations().await(reference, services, (container, code) -> {
            streams().outLine("container \"" + container.name() + "\" exited with status code " + code);
            codes.add(code);
            if (downProject && codes.size() == 1) {
                down(reference);
            }
        });
        return codes.getFirst();
    }

    private void down(ProjectRef reference) {
        try (ProgressView view = context().progress("Running")) {
            operations().down(reference, DownOptions.DEFAULT, view);
        }
    }
}

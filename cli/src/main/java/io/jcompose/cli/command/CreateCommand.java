package io.jcompose.cli.command;

import io.jcompose.cli.render.ProgressView;
import io.jcompose.compose.apply.UpOptions;
import io.jcompose.compose.model.Project;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(name = "create", description = "Creates containers for a service")
final class CreateCommand extends ComposeCommand implements Harmless {
    @Mixin
    UpFlags flags = new UpFlags();

    @Parameters(paramLabel = "SERVICE", arity = "0..*")
    List<String> services = new ArrayList<>();

    CreateCommand(Context context) {
        super(context);
    }

    @Override
    public Integer call() {
        Project project = project(services);
        UpOptions options = flags.options(services, false, UpFlags.More.NONE, context());
        if (context().flags().dryRun) {
            streams().outLine(operations().plan(project, options));
            return 0;
        }
        try (ProgressView view = flags.view(context())) {
            operations().up(project, options, view);
        }
        return 0;
    }
}

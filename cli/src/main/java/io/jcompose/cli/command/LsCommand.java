package io.jcompose.cli.command;

import io.jcompose.cli.render.Table;
import io.jcompose.compose.apply.ProjectSummary;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "ls", description = "List running compose projects")
final class LsCommand extends ComposeCommand implements Harmless {
    @Option(
            names = {"-a", "--all"},
            description = "Show all stopped Compose projects")
    boolean all;

    @Option(names = "--filter", paramLabel = "name=NAME", description = "Filter output based on conditions provided")
    @Nullable
    String filter;

    @Option(names = "--format", paramLabel = "table|json", description = "Format the output")
    String format = "table";

    @Option(
            names = {"-q", "--quiet"},
            description = "Only display project names")
    boolean quiet;

    LsCommand(Context context) {
        super(context);
    }

    @Override
    public Integer call() {
        String name = filter != null && filter.startsWith("name=") ? filter.substring("name=".length()) : "";
        List<ProjectSummary> projects = operations().projects(all).stream()
                .filter(project -> project.name().contains(name))
                .toList();
        if (quiet) {
            projects.forEach(project -> streams().outLine(project.name()));
        } else if (format.equals("json")) {
            List<Map<String, Object>> objects = new ArrayList<>();
            projects.forEach(project -> {
                Map<String, Object> object = new LinkedHashMap<>();
                object.put("Name", project.name());
                object.put("Status", status(project));
                object.put("ConfigFiles", String.join(",", project.configFiles()));
                objects.add(object);
            });
            streams().outLine(new Json().line(objects));
        } else {
            Table table = new Table("NAME", "STATUS", "CONFIG FILES");
            projects.forEach(
                    project -> table.row(project.name(), status(project), String.join(",", project.configFiles())));
            streams().out(table.render());
        }
        return 0;
    }

    private static String status(ProjectSummary project) {
        List<String> words = new ArrayList<>();
        project.states().forEach((state, count) -> words.add(state + "(" + count + ")"));
        return String.join(", ", words);
    }
}

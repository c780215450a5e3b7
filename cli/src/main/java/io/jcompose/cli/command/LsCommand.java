package io.jcompose.cli.command;

import io.jcompose.cli.render.Listing;
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
    private static final Listing LISTING = new Listing(
            "{{.Name}}\t{{.Status}}\t{{.ConfigFiles}}",
            Map.ofEntries(
                    Map.entry("Name", "NAME"),
                    Map.entry("Status", "STATUS"),
                    Map.entry("ConfigFiles", "CONFIG FILES")));

    @Option(
            names = {"-a", "--all"},
            description = "Show all stopped Compose projects")
    boolean all;

    @Option(names = "--filter", paramLabel = "name=NAME", description = "Filter output based on conditions provided")
    @Nullable
    String filter;

    @Option(names = "--format", paramLabel = "FORMAT", description = "table, json, or a Go template")
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
        } else {
            List<Map<String, @Nullable Object>> rows =
                    projects.stream().map(LsCommand::row).toList();
            // docker compose gives one array here, where docker gives a line for each thing.
            streams().out(format.equals("json") ? new Json().line(rows) + "\n" : LISTING.render(format, rows));
        }
        return 0;
    }

    private static Map<String, @Nullable Object> row(ProjectSummary project) {
        Map<String, @Nullable Object> row = new LinkedHashMap<>();
        row.put("Name", project.name());
        row.put("Status", status(project));
        row.put("ConfigFiles", String.join(",", project.configFiles()));
        return row;
    }

    private static String status(ProjectSummary project) {
        List<String> words = new ArrayList<>();
        project.states().forEach((state, count) -> words.add(state + "(" + count + ")"));
        return String.join(", ", words);
    }
}

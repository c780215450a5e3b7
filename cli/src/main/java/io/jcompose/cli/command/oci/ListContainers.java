package io.jcompose.cli.command.oci;

import io.jcompose.cli.command.Context;
import io.jcompose.cli.command.Json;
import io.jcompose.cli.render.Table;
import io.jcompose.engine.oci.ContainerStatus;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "list", description = "List the containers of the state directory")
final class ListContainers extends OciCommand {
    @Option(
            names = {"-f", "--format"},
            paramLabel = "FORMAT",
            description = "table (default) or json")
    String format = "table";

    @Option(
            names = {"-q", "--quiet"},
            description = "Ids only")
    boolean quiet;

    ListContainers(Context context) {
        super(context);
    }

    @Override
    int perform() {
        List<ContainerStatus> all = containers().list(root());
        if (quiet) {
            all.forEach(each -> streams().outLine(each.id()));
            return 0;
        }
        switch (format) {
            case "json" -> streams().outLine(new Json().line(all));
            case "table" -> {
                Table table = new Table("ID", "PID", "STATUS", "BUNDLE");
                all.forEach(each -> table.row(each.id(), Integer.toString(each.pid()), each.status(), each.bundle()));
                streams().out(table.render());
            }
            default -> throw invalid("invalid format option: " + format, "choose table or json");
        }
        return 0;
    }
}

package io.jcompose.cli.command.container;

import io.jcompose.cli.command.Context;
import io.jcompose.cli.command.Harmless;
import io.jcompose.cli.render.Listing;
import io.jcompose.engine.container.Container;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "ls",
        aliases = {"list", "ps"},
        description = "List containers")
final class Ls extends ContainerCommand implements Harmless {
    private static final String COLUMNS =
            "{{.ID}}\t{{.Image}}\t{{.Command}}\t{{.RunningFor}}\t{{.Status}}\t{{.Ports}}\t{{.Names}}";

    @Option(
            names = {"-a", "--all"},
            description = "Show all containers (default shows just running)")
    boolean all;

    @Option(
            names = {"-f", "--filter"},
            paramLabel = "NAME=VALUE",
            description = "Filter output based on conditions provided")
    List<String> filters = new ArrayList<>();

    @Option(names = "--format", paramLabel = "FORMAT", description = "table, json, or a Go template")
    String format = "table";

    @Option(
            names = {"-n", "--last"},
            paramLabel = "N",
            description = "Show n last created containers (includes all states)")
    int last = -1;

    @Option(
            names = {"-l", "--latest"},
            description = "Show the latest created container (includes all states)")
    boolean latest;

    @Option(names = "--no-trunc", description = "Don't truncate output")
    boolean whole;

    @Option(
            names = {"-q", "--quiet"},
            description = "Only display container IDs")
    boolean quiet;

    @Option(
            names = {"-s", "--size"},
            description = "Display total file sizes")
    boolean sized;

    Ls(Context context) {
        super(context);
    }

    @Override
    public Integer call() {
        ContainerFilter filter = new ContainerFilter(filters, engine());
        int most = latest && last < 0 ? 1 : last;
        boolean everyState = all || most > 0 || filter.all();
        List<Container> containers = engine().containers().list().reversed().stream()
                .filter(container -> everyState || container.state().running())
                .filter(filter::test)
                .limit(most > 0 ? most : Long.MAX_VALUE)
                .toList();
        if (quiet) {
            if (!format.equals("table")) {
                streams().errLine("WARNING: Ignoring custom format, because both --format and --quiet are set.");
            }
            containers.forEach(container -> streams()
                    .outLine(whole ? container.id().value() : container.id().shortForm()));
            return 0;
        }
        boolean measured = sized || format.contains(".Size");
        List<Map<String, @Nullable Object>> rows = containers.stream()
                .map(container -> ContainerRow.of(container, engine(), whole, measured))
                .toList();
        Listing listing = new Listing(sized ? COLUMNS + "\t{{.Size}}" : COLUMNS, ContainerRow.HEADERS);
        streams().out(listing.render(format, rows));
        return 0;
    }
}

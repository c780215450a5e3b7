package io.jcompose.cli.command.container;

import io.jcompose.cli.command.ComposeCommand;
import io.jcompose.cli.command.Context;
import io.jcompose.cli.command.Harmless;
import io.jcompose.cli.command.Listings;
import io.jcompose.cli.render.Table;
import io.jcompose.engine.container.Container;
import java.time.Instant;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "ls",
        aliases = {"list", "ps"},
        description = "List containers")
final class Ls extends ComposeCommand implements Harmless {
    @Option(
            names = {"-a", "--all"},
            description = "Show all containers (default shows just running)")
    boolean all;

    @Option(names = "--no-trunc", description = "Don't truncate output")
    boolean whole;

    @Option(
            names = {"-q", "--quiet"},
            description = "Only display container IDs")
    boolean quiet;

    Ls(Context context) {
        super(context);
    }

    @Override
    public Integer call() {
        List<Container> containers = engine().containers().list().reversed().stream()
                .filter(container -> all || container.state().running())
                .toList();
        if (quiet) {
            containers.forEach(container -> streams().outLine(id(container)));
            return 0;
        }
        Instant now = Instant.now();
        Table table = new Table("CONTAINER ID", "IMAGE", "COMMAND", "CREATED", "STATUS", "PORTS", "NAMES");
        for (Container container : containers) {
            table.row(
                    id(container),
                    container.spec().image(),
                    Listings.command(container, engine(), whole),
                    Listings.created(container, now),
                    Listings.status(container, now),
                    Listings.ports(container),
                    container.name());
        }
        streams().out(table.render());
        return 0;
    }

    private String id(Container container) {
        return whole ? container.id().value() : container.id().shortForm();
    }
}

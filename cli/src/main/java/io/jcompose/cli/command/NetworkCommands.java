package io.jcompose.cli.command;

import io.jcompose.cli.inspect.NetworkDescription;
import io.jcompose.cli.render.Listing;
import io.jcompose.network.Network;
import io.jcompose.network.Subnet;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code network ...}. */
final class NetworkCommands {
    private static final int SHORT_ID = 12;

    static final CommandGroup GROUP = new CommandGroup("network", "Manage networks", commands());

    private NetworkCommands() {}

    private static Map<String, Function<Context, ComposeCommand>> commands() {
        Map<String, Function<Context, ComposeCommand>> commands = new LinkedHashMap<>();
        commands.put("connect", NetworkConnect::new);
        commands.put("create", NetworkCreate::new);
        commands.put("disconnect", Disconnect::new);
        commands.put("inspect", Inspect::new);
        commands.put("ls", Ls::new);
        commands.put("rm", Rm::new);
        return commands;
    }

    private static String shortId(Network network) {
        return network.id().substring(0, SHORT_ID);
    }

    @Command(name = "ls", aliases = "list", description = "List networks")
    static final class Ls extends ComposeCommand {
        private static final Listing LISTING = new Listing(
                "{{.ID}}\t{{.Name}}\t{{.Driver}}\t{{.Subnets}}",
                Map.ofEntries(
                        Map.entry("CreatedAt", "CREATED AT"),
                        Map.entry("Driver", "DRIVER"),
                        Map.entry("ID", "NETWORK ID"),
                        Map.entry("IPv6", "IPV6"),
                        Map.entry("Internal", "INTERNAL"),
                        Map.entry("Labels", "LABELS"),
                        Map.entry("Name", "NAME"),
                        Map.entry("Scope", "SCOPE"),
                        Map.entry("Subnets", "SUBNETS")));

        @Option(names = "--format", paramLabel = "FORMAT", description = "table, json, or a Go template")
        String format = "table";

        @Option(
                names = {"-q", "--quiet"},
                description = "Only display network IDs")
        boolean quiet;

        Ls(Context context) {
            super(context);
        }

        @Override
        public Integer call() {
            List<Network> networks = engine().networks().list();
            if (quiet) {
                networks.forEach(network -> streams().outLine(shortId(network)));
            } else {
                List<Map<String, @Nullable Object>> rows =
                        networks.stream().map(Ls::row).toList();
                streams().out(LISTING.render(format, rows));
            }
            return 0;
        }

        private static Map<String, @Nullable Object> row(Network network) {
            Map<String, @Nullable Object> row = new LinkedHashMap<>();
            row.put("CreatedAt", Listings.moment(network.created()));
            row.put("Driver", network.spec().driver());
            row.put("ID", shortId(network));
            row.put("IPv6", Boolean.toString(network.spec().enableIpv6()));
            row.put("Internal", Boolean.toString(network.spec().internal()));
            row.put("Label", Listings.label(network.spec().labels()));
            row.put("Labels", Listings.labels(network.spec().labels()));
            row.put("Name", network.name());
            row.put("Scope", "local");
            row.put(
                    "Subnets",
                    String.join(
                            ", ", network.subnets().stream().map(Subnet::cidr).toList()));
            return row;
        }
    }

    @Command(name = "rm", aliases = "remove", description = "Remove one or more networks")
    static final class Rm extends ComposeCommand {
        @Parameters(paramLabel = "NETWORK", arity = "1..*")
        List<String> networks = new ArrayList<>();

        Rm(Context context) {
            super(context);
        }

        @Override
        public Integer call() {
            Each.of(networks, name -> {
                engine().networks().remove(name);
                streams().outLine(name);
            });
            return 0;
        }
    }

    @Command(name = "disconnect", description = "Disconnect a container from a network")
    static final class Disconnect extends ComposeCommand {
        @Parameters(index = "0", paramLabel = "NETWORK")
        String network = "";

        @Parameters(index = "1", paramLabel = "CONTAINER")
        String container = "";

        Disconnect(Context context) {
            super(context);
        }

        @Override
        public Integer call() {
            engine().containers()
                    .disconnect(container, engine().networks().get(network).name());
            return 0;
        }
    }

    @Command(name = "inspect", description = "Display detailed information on one or more networks")
    static final class Inspect extends ComposeCommand {
        @Mixin
        final Inspection inspection = new Inspection();

        @Parameters(paramLabel = "NETWORK", arity = "1..*")
        List<String> networks = new ArrayList<>();

        Inspect(Context context) {
            super(context);
        }

        @Override
        public Integer call() {
            inspection.print(
                    networks, name -> NetworkDescription.of(engine().networks().get(name), engine()), context());
            return 0;
        }
    }
}

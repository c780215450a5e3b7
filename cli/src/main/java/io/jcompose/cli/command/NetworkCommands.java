package io.jcompose.cli.command;

import io.jcompose.cli.render.Table;
import io.jcompose.network.Network;
import io.jcompose.network.Subnet;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code network ...}. */
final class NetworkCommands {
    private static final int SHORT_ID = 12;

    static final CommandGroup GROUP = new CommandGroup("network", "Manage networks", commands());

    private NetworkCommands() {}

    private static Map<String, Function<Context, ComposeCommand>> commands() {
        Map<String, Function<Context, ComposeCommand>> commands = new LinkedHashMap<>();
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
        @Option(names = "--format", paramLabel = "table|json", description = "Format the output")
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
            } else if (format.equals("json")) {
                Json json = new Json();
                networks.forEach(network -> {
                    Map<String, Object> object = new LinkedHashMap<>();
                    object.put("ID", shortId(network));
                    object.put("Name", network.name());
                    object.put("Driver", network.spec().driver());
                    object.put("Scope", "local");
                    streams().outLine(json.line(object));
                });
            } else {
                Table table = new Table("NETWORK ID", "NAME", "DRIVER", "SUBNETS");
                networks.forEach(network -> table.row(
                        shortId(network),
                        network.name(),
                        network.spec().driver(),
                        String.join(
                                ", ",
                                network.subnets().stream().map(Subnet::cidr).toList())));
                streams().out(table.render());
            }
            return 0;
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

    @Command(name = "inspect", description = "Display detailed information on one or more networks")
    static final class Inspect extends ComposeCommand {
        @Parameters(paramLabel = "NETWORK", arity = "1..*")
        List<String> networks = new ArrayList<>();

        Inspect(Context context) {
            super(context);
        }

        @Override
        public Integer call() {
            List<Map<String, Object>> objects = networks.stream()
                    .map(name -> object(engine().networks().get(name)))
                    .toList();
            streams().outLine(new Json().pretty(objects));
            return 0;
        }

        private Map<String, Object> object(Network network) {
            Map<String, Object> object = new LinkedHashMap<>();
            object.put("Name", network.name());
            object.put("Id", network.id());
            object.put("Created", network.created().toString());
            object.put("Driver", network.spec().driver());
            object.put("Internal", network.spec().internal());
            object.put("EnableIPv6", network.spec().enableIpv6());
            object.put("Bridge", network.bridge());
            List<Map<String, Object>> subnets = new ArrayList<>();
            network.subnets().forEach(subnet -> {
                Map<String, Object> each = new LinkedHashMap<>();
                each.put("Subnet", subnet.cidr());
                each.put("Gateway", subnet.gateway());
                subnets.add(each);
            });
            object.put("IPAM", Map.of("Config", subnets));
            object.put("Containers", engine().networks().connected(network.id()));
            object.put("Options", network.spec().options());
            object.put("Labels", network.spec().labels());
            return object;
        }
    }
}

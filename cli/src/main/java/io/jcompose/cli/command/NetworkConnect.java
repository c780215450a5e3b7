package io.jcompose.cli.command;

import io.jcompose.engine.container.ContainerSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "connect", description = "Connect a container to a network")
final class NetworkConnect extends ComposeCommand {
    @Option(names = "--alias", paramLabel = "NAME", description = "Add network-scoped alias for the container")
    List<String> aliases = new ArrayList<>();

    @Option(names = "--driver-opt", paramLabel = "NAME=VALUE", description = "Driver options for the network")
    Map<String, String> options = new LinkedHashMap<>();

    @Option(names = "--gw-priority", paramLabel = "N", description = "Highest gw-priority provides the default gateway")
    int gatewayPriority;

    @Option(names = "--ip", paramLabel = "ADDRESS", description = "IPv4 address (e.g., 172.30.100.104)")
    @Nullable
    String ipv4;

    @Option(names = "--ip6", paramLabel = "ADDRESS", description = "IPv6 address (e.g., 2001:db8::33)")
    @Nullable
    String ipv6;

    @Option(
            names = "--link-local-ip",
            paramLabel = "ADDRESS",
            description = "Add a link-local address for the container")
    List<String> linkLocal = new ArrayList<>();

    @Parameters(index = "0", paramLabel = "NETWORK")
    String network = "";

    @Parameters(index = "1", paramLabel = "CONTAINER")
    String container = "";

    NetworkConnect(Context context) {
        super(context);
    }

    @Override
    public Integer call() {
        engine().containers()
                .connect(
                        container,
                        new ContainerSpec.Attachment(
                                name(),
                                aliases,
                                Optional.ofNullable(ipv4),
                                Optional.ofNullable(ipv6),
                                Optional.empty(),
                                linkLocal,
                                0,
                                gatewayPriority,
                                options));
        return 0;
    }

    /** The default network is made when somebody wants it; nobody can join what a mode stands for. */
    private String name() {
        return switch (network) {
            case "bridge", "default" -> ContainerSpec.Networking.DEFAULT_NETWORK;
            case "host", "none" ->
                throw invalid(
                        "a container can't be connected to \"" + network + "\", which is a network mode",
                        "create it anew with --network " + network);
            default -> engine().networks().get(network).name();
        };
    }
}

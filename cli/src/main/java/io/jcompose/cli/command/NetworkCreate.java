package io.jcompose.cli.command;

import io.jcompose.network.IpamConfig;
import io.jcompose.network.NetworkSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "create", description = "Create a network")
final class NetworkCreate extends ComposeCommand {
    @Option(names = "--attachable", description = "Enable manual container attachment, which every network here allows")
    boolean attachable;

    @Option(
            names = "--aux-address",
            paramLabel = "NAME=ADDRESS",
            description = "Auxiliary IPv4 or IPv6 addresses, which no container gets")
    List<String> auxiliaries = new ArrayList<>();

    @Option(
            names = {"-d", "--driver"},
            paramLabel = "DRIVER",
            description = "Driver to manage the Network (bridge)")
    String driver = "bridge";

    @Option(names = "--gateway", paramLabel = "ADDRESS", description = "IPv4 or IPv6 Gateway for the subnet")
    List<String> gateways = new ArrayList<>();

    @Option(names = "--internal", description = "Restrict external access to the network")
    boolean internal;

    @Option(names = "--ip-range", paramLabel = "CIDR", description = "Allocate container ip from a sub-range")
    List<String> ranges = new ArrayList<>();

    @Option(names = "--ipv6", description = "Enable IPv6 address assignment")
    boolean ipv6;

    @Option(names = "--label", paramLabel = "NAME[=VALUE]", description = "Set metadata on a network")
    List<String> labels = new ArrayList<>();

    @Option(
            names = {"-o", "--opt"},
            paramLabel = "NAME=VALUE",
            description = "Set driver specific options")
    List<String> options = new ArrayList<>();

    @Option(names = "--subnet", paramLabel = "CIDR", description = "Subnet that represents a network segment")
    List<String> subnets = new ArrayList<>();

    @Parameters(index = "0", paramLabel = "NETWORK")
    String name = "";

    NetworkCreate(Context context) {
        super(context);
    }

    @Override
    public Integer call() {
        if (subnets.isEmpty() && !(gateways.isEmpty() && ranges.isEmpty() && auxiliaries.isEmpty())) {
            throw invalid("--gateway, --ip-range and --aux-address need a subnet", "give it with --subnet");
        }
        if (List.of("bridge", "host", "none", "default").contains(name)) {
            throw invalid("operation is not permitted on predefined " + name + " network", "choose another name");
        }
        List<IpamConfig> ipam = subnets.stream().map(this::config).toList();
        boolean both = ipv6 || subnets.stream().anyMatch(NetworkCreate::isIpv6);
        NetworkSpec spec = new NetworkSpec(
                name, driver, Assignments.pairs(options), Assignments.pairs(labels), internal, both, ipam);
        streams().outLine(engine().networks().create(spec).id());
        return 0;
    }

    private IpamConfig config(String subnet) {
        Map<String, String> reserved = new LinkedHashMap<>();
        Assignments.pairs(auxiliaries).forEach((host, address) -> {
            if (isIpv6(address) == isIpv6(subnet)) {
                reserved.put(host, address);
            }
        });
        return new IpamConfig(subnet, ofFamily(ranges, subnet), ofFamily(gateways, subnet), reserved);
    }

    private static @Nullable String ofFamily(List<String> addresses, String subnet) {
        return addresses.stream()
                .filter(address -> isIpv6(address) == isIpv6(subnet))
                .findFirst()
                .orElse(null);
    }

    private static boolean isIpv6(String address) {
        return address.indexOf(':') >= 0;
    }
}

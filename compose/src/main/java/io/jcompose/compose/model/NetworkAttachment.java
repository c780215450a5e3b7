package io.jcompose.compose.model;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How a service joins one network.
 *
 * @param priority higher ones are joined first
 * @param gatewayPriority the network with the highest one gives the default route
 */
public record NetworkAttachment(
        List<String> aliases,
        Addresses addresses,
        Optional<String> interfaceName,
        Map<String, String> driverOpts,
        int priority,
        int gatewayPriority) {
    public static final NetworkAttachment DEFAULT =
            new NetworkAttachment(List.of(), Addresses.ANY, Optional.empty(), Map.of(), 0, 0);

    public NetworkAttachment {
        aliases = List.copyOf(aliases);
        driverOpts = Ordered.copy(driverOpts);
    }

    public record Addresses(
            Optional<String> ipv4, Optional<String> ipv6, List<String> linkLocalIps, Optional<String> macAddress) {
        public static final Addresses ANY =
                new Addresses(Optional.empty(), Optional.empty(), List.of(), Optional.empty());

        public Addresses {
            linkLocalIps = List.copyOf(linkLocalIps);
        }
    }
}

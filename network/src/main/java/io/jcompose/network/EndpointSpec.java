package io.jcompose.network;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a sandbox wants to be connected to one network.
 *
 * @param network id of the network
 * @param names every name under which the others on this network find this sandbox: container name, short id, host name, service name, aliases
 * @param ipv4 wanted address, or null
 * @param ipv6 wanted address, or null
 * @param mac wanted hardware address, or null for one derived from the address
 * @param linkLocalIps more addresses of the interface, IPv4 with a prefix of 16 bits, IPv6 of 64
 * @param interfaceName wanted name inside the sandbox, or null for the next free {@code ethN}
 * @param options {@code com.docker.network.endpoint.sysctls}: settings below {@code net.} with {@code IFNAME} for the interface, separated by commas
 * @param priority interfaces are made in the order of falling priority
 * @param gatewayPriority the endpoint with the highest gives the default route; ties go to the first that is not internal
 */
public record EndpointSpec(
        String network,
        List<String> names,
        @Nullable String ipv4,
        @Nullable String ipv6,
        @Nullable String mac,
        List<String> linkLocalIps,
        @Nullable String interfaceName,
        Map<String, String> options,
        int priority,
        int gatewayPriority) {
    public EndpointSpec {
        names = List.copyOf(names);
        linkLocalIps = List.copyOf(linkLocalIps);
        options = Collections.unmodifiableMap(new LinkedHashMap<>(options));
    }

    EndpointSpec named(List<String> others) {
        return new EndpointSpec(
                network, others, ipv4, ipv6, mac, linkLocalIps, interfaceName, options, priority, gatewayPriority);
    }

    public static EndpointSpec of(String network, String... names) {
        return new EndpointSpec(network, List.of(names), null, null, null, List.of(), null, Map.of(), 0, 0);
    }
}

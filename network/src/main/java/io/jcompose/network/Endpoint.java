package io.jcompose.network;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A connection of a sandbox to a network as it really is.
 *
 * @param interfaceName name inside the sandbox
 * @param hostInterface name of the other end, a port of the network's bridge
 * @param ipv4 address without prefix length, or null
 * @param gateway4 the bridge's address, or null on an internal network or one without this family
 */
public record Endpoint(
        EndpointSpec spec,
        String networkName,
        String interfaceName,
        String hostInterface,
        String mac,
        @Nullable String ipv4,
        int prefixLength4,
        @Nullable String gateway4,
        @Nullable String ipv6,
        int prefixLength6,
        @Nullable String gateway6) {
    public String network() {
        return spec.network();
    }

    Endpoint named(List<String> names) {
        return new Endpoint(
                spec.named(names),
                networkName,
                interfaceName,
                hostInterface,
                mac,
                ipv4,
                prefixLength4,
                gateway4,
                ipv6,
                prefixLength6,
                gateway6);
    }
}

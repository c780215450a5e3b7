package io.jcompose.network;

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
}

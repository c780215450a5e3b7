package io.jcompose.network;

import org.jspecify.annotations.Nullable;

/**
 * A wish to publish a port of a sandbox on the host.
 *
 * @param hostIp address of the host, or null for every address of both families
 * @param hostPort 0 for any free port
 * @param hostPortEnd with hostPort a range of which any free port is taken; equal to hostPort for exactly one
 * @param protocol {@code tcp} or {@code udp}
 */
public record PortMapping(@Nullable String hostIp, int hostPort, int hostPortEnd, int containerPort, String protocol) {
    public static PortMapping tcp(int hostPort, int containerPort) {
        return new PortMapping(null, hostPort, hostPort, containerPort, "tcp");
    }
}

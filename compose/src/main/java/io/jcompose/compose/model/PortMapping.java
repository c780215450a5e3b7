package io.jcompose.compose.model;

import java.util.Optional;

/**
 * A published port.
 *
 * @param mode ingress or host
 * @param hostIp the address to listen on; absent means all
 * @param target the container's port
 * @param published the host's port or a range {@code A-B} to choose from; absent or "0" means any free one
 * @param protocol tcp, udp or sctp
 */
public record PortMapping(
        Optional<String> name,
        String mode,
        Optional<String> hostIp,
        int target,
        Optional<String> published,
        String protocol,
        Optional<String> appProtocol) {}

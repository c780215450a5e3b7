package io.jcompose.network;

import java.util.List;

/**
 * A network namespace with its interfaces, as it is. A plain value: the engine saves it (as JSON) and gives it back to
 * {@link Sandboxes#restore} after a restart.
 *
 * @param netns path of the namespace's bind mount, for setns(2) or an OCI spec's {@code linux.namespaces[].path}
 */
public record Sandbox(
        String id, String name, String netns, List<Endpoint> endpoints, List<PublishedPort> ports, DnsConfig dns) {
    public Sandbox {
        endpoints = List.copyOf(endpoints);
        ports = List.copyOf(ports);
    }
}

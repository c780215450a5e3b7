package io.jcompose.network;

import java.util.List;

/**
 * A network namespace that somebody wants.
 *
 * @param id file name of the namespace, unique in the engine: the container's id
 * @param name the container's name: who comes back under it gets its old addresses while they are free
 * @param endpoints empty for a namespace with nothing but a loopback interface
 */
public record SandboxSpec(
        String id, String name, List<EndpointSpec> endpoints, List<PortMapping> ports, DnsConfig dns) {
    public SandboxSpec {
        endpoints = List.copyOf(endpoints);
        ports = List.copyOf(ports);
    }
}

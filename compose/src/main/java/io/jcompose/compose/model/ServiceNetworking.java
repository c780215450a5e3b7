package io.jcompose.compose.model;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How a service is reached and what it reaches.
 *
 * @param networks by the network's key in the project; empty when {@code networkMode} is given
 * @param networkMode none, host, bridge, {@code service:NAME} or {@code container:NAME}
 * @param expose ports or ranges, with {@code /protocol} where one is written
 * @param links {@code SERVICE:ALIAS} or {@code SERVICE}
 * @param externalLinks {@code CONTAINER:ALIAS} or {@code CONTAINER}
 */
public record ServiceNetworking(
        Map<String, NetworkAttachment> networks,
        Optional<String> networkMode,
        List<PortMapping> ports,
        List<String> expose,
        Names names,
        List<String> links,
        List<String> externalLinks,
        Optional<String> macAddress) {
    public static final ServiceNetworking NONE = new ServiceNetworking(
            Map.of(), Optional.empty(), List.of(), List.of(), Names.NONE, List.of(), List.of(), Optional.empty());

    public ServiceNetworking {
        networks = Ordered.copy(networks);
        ports = List.copyOf(ports);
        expose = List.copyOf(expose);
        links = List.copyOf(links);
        externalLinks = List.copyOf(externalLinks);
    }

    /**
     * What the container is called and how it looks names up.
     *
     * @param extraHosts addresses by host name; {@code host-gateway} stands for the host
     */
    public record Names(
            Optional<String> hostname,
            Optional<String> domainname,
            Map<String, List<String>> extraHosts,
            List<String> dnsServers,
            List<String> dnsOptions,
            List<String> dnsSearch) {
        public static final Names NONE =
                new Names(Optional.empty(), Optional.empty(), Map.of(), List.of(), List.of(), List.of());

        public Names {
            extraHosts = Ordered.copy(extraHosts);
            dnsServers = List.copyOf(dnsServers);
            dnsOptions = List.copyOf(dnsOptions);
            dnsSearch = List.copyOf(dnsSearch);
        }
    }
}

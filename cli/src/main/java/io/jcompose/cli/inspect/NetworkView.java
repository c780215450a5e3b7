package io.jcompose.cli.inspect;

import io.jcompose.cli.template.Nothing;
import io.jcompose.engine.Engine;
import io.jcompose.engine.container.Container;
import io.jcompose.engine.container.ContainerSpec;
import io.jcompose.engine.image.ImageConfig;
import io.jcompose.network.Endpoint;
import io.jcompose.network.Network;
import io.jcompose.network.PublishedPort;
import io.jcompose.network.Sandbox;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** {@code NetworkSettings}: the endpoints as they are; when it does not run, the networks that it will join. */
final class NetworkView {
    private final Container container;
    private final Engine engine;
    private final ImageConfig image;
    private final ContainerSpec.Networking networking;
    private final List<Endpoint> endpoints;

    NetworkView(Container container, Engine engine, ImageConfig image) {
        this.container = container;
        this.engine = engine;
        this.image = image;
        this.networking = container.spec().networking();
        this.endpoints = container.sandbox().map(Sandbox::endpoints).orElse(List.of());
    }

    Map<String, @Nullable Object> view() {
        Map<String, @Nullable Object> view = new LinkedHashMap<>();
        view.put("Bridge", "");
        view.put("SandboxID", container.sandbox().map(Sandbox::id).orElse(""));
        view.put("SandboxKey", container.sandbox().map(Sandbox::netns).orElse(""));
        view.put("Ports", ports());
        view.put("HairpinMode", false);
        view.put("LinkLocalIPv6Address", "");
        view.put("LinkLocalIPv6PrefixLen", 0L);
        view.put("SecondaryIPAddresses", Nothing.LIST);
        view.put("SecondaryIPv6Addresses", Nothing.LIST);
        // Docker repeats the default network's endpoint here; tools read its address.
        Optional<Endpoint> first = endpoints.stream()
                .filter(each -> each.networkName().equals(ContainerSpec.Networking.DEFAULT_NETWORK))
                .findFirst();
        view.put("EndpointID", "");
        addresses(view, first);
        view.put("MacAddress", first.map(Endpoint::mac).orElse(""));
        Map<String, Map<String, @Nullable Object>> networks = new TreeMap<>();
        endpoints.forEach(each -> networks.put(each.networkName(), endpoint(each.networkName(), Optional.of(each))));
        if (endpoints.isEmpty()) {
            names().forEach(name -> networks.put(name, endpoint(name, Optional.empty())));
        }
        view.put("Networks", networks);
        return view;
    }

    private static void addresses(Map<String, @Nullable Object> view, Optional<Endpoint> endpoint) {
        view.put("Gateway", endpoint.map(each -> text(each.gateway4())).orElse(""));
        view.put("IPAddress", endpoint.map(each -> text(each.ipv4())).orElse(""));
        view.put(
                "IPPrefixLen", endpoint.map(each -> (long) each.prefixLength4()).orElse(0L));
        view.put("IPv6Gateway", endpoint.map(each -> text(each.gateway6())).orElse(""));
        view.put("GlobalIPv6Address", endpoint.map(each -> text(each.ipv6())).orElse(""));
        view.put(
                "GlobalIPv6PrefixLen",
                endpoint.map(each -> (long) each.prefixLength6()).orElse(0L));
    }

    private static String text(@Nullable String address) {
        return address == null ? "" : address;
    }

    private List<String> names() {
        return switch (networking.mode()) {
            case ContainerSpec.NetworkMode.Host host -> List.of("host");
            case ContainerSpec.NetworkMode.None none -> List.of("none");
            case ContainerSpec.NetworkMode.OfContainer other -> List.of();
            case ContainerSpec.NetworkMode.Disconnected none -> List.of();
            case ContainerSpec.NetworkMode.Networks networks ->
                networking.connections().stream()
                        .map(ContainerSpec.Attachment::network)
                        .toList();
        };
    }

    private Map<String, @Nullable Object> ports() {
        Map<String, @Nullable Object> all = new TreeMap<>();
        if (!container.state().running()) {
            return all;
        }
        ContainerPorts.exposed(container.spec(), image).forEach(port -> all.put(port, null));
        Map<String, List<Map<String, String>>> bindings = new LinkedHashMap<>();
        for (PublishedPort port : ContainerPorts.published(container)) {
            Map<String, String> binding = new LinkedHashMap<>();
            binding.put("HostIp", port.hostIp());
            binding.put("HostPort", Integer.toString(port.hostPort()));
            bindings.computeIfAbsent(port.containerPort() + "/" + port.protocol(), key -> new ArrayList<>())
                    .add(binding);
        }
        all.putAll(bindings);
        return all;
    }

    /** @param real absent while it is not connected */
    private Map<String, @Nullable Object> endpoint(String name, Optional<Endpoint> real) {
        Optional<String> id = engine.networks().find(name).map(Network::id);
        Optional<ContainerSpec.Attachment> wanted = networking.attachments().stream()
                .filter(each -> each.network().equals(name)
                        || id.filter(each.network()::equals).isPresent())
                .findFirst();
        Map<String, @Nullable Object> view = new LinkedHashMap<>();
        view.put("IPAMConfig", wanted.map(NetworkView::fixed).orElse(null));
        view.put("Links", Nothing.LIST);
        List<String> aliases = wanted.map(ContainerSpec.Attachment::aliases).orElse(List.of());
        view.put("Aliases", aliases.isEmpty() ? Nothing.LIST : aliases);
        view.put("MacAddress", real.map(Endpoint::mac).orElse(""));
        Map<String, String> options =
                wanted.map(ContainerSpec.Attachment::driverOptions).orElse(Map.of());
        view.put("DriverOpts", options.isEmpty() ? Nothing.MAP : options);
        view.put("GwPriority", wanted.map(each -> (long) each.gatewayPriority()).orElse(0L));
        view.put("NetworkID", real.map(Endpoint::network).or(() -> id).orElse(""));
        view.put("EndpointID", "");
        addresses(view, real);
        boolean named = !name.equals(ContainerSpec.Networking.DEFAULT_NETWORK);
        view.put(
                "DNSNames",
                real.filter(each -> named)
                        .<Object>map(each -> each.spec().names())
                        .orElse(Nothing.LIST));
        return view;
    }

    private static @Nullable Map<String, Object> fixed(ContainerSpec.Attachment attachment) {
        Map<String, Object> addresses = new LinkedHashMap<>();
        attachment.ipv4().ifPresent(address -> addresses.put("IPv4Address", address));
        attachment.ipv6().ifPresent(address -> addresses.put("IPv6Address", address));
        if (!attachment.linkLocalIps().isEmpty()) {
            addresses.put("LinkLocalIPs", attachment.linkLocalIps());
        }
        return addresses.isEmpty() ? null : addresses;
    }
}

package io.jcompose.cli.inspect;

import io.jcompose.engine.Engine;
import io.jcompose.engine.container.Container;
import io.jcompose.engine.container.ContainerSpec;
import io.jcompose.network.Endpoint;
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
    private NetworkView() {}

    static Map<String, @Nullable Object> of(Container container, Engine engine) {
        Optional<Sandbox> sandbox = container.sandbox();
        List<Endpoint> endpoints = sandbox.map(Sandbox::endpoints).orElse(List.of());
        Map<String, @Nullable Object> view = new LinkedHashMap<>();
        view.put(
                "Bridge",
                endpoints.isEmpty()
                        ? ""
                        : engine.networks()
                                .find(endpoints.getFirst().network())
                                .map(network -> network.bridge())
                                .orElse(""));
        view.put("SandboxID", sandbox.map(Sandbox::id).orElse(""));
        view.put("SandboxKey", sandbox.map(Sandbox::netns).orElse(""));
        view.put("Ports", ports(sandbox.map(Sandbox::ports).orElse(List.of()), container));
        // Docker repeats the default network's endpoint here; tools read its address.
        Optional<Endpoint> first = endpoints.stream()
                .filter(each -> each.networkName().equals("bridge"))
                .findFirst();
        view.put("Gateway", first.map(each -> text(each.gateway4())).orElse(""));
        view.put("IPAddress", first.map(each -> text(each.ipv4())).orElse(""));
        view.put("IPPrefixLen", first.map(each -> (long) each.prefixLength4()).orElse(0L));
        view.put("MacAddress", first.map(Endpoint::mac).orElse(""));
        Map<String, Map<String, @Nullable Object>> networks = new TreeMap<>();
        endpoints.forEach(each -> networks.put(each.networkName(), endpoint(each)));
        if (endpoints.isEmpty()) {
            names(container.spec().networking()).forEach(name -> networks.put(name, nothingYet()));
        }
        view.put("Networks", networks);
        return view;
    }

    private static String text(@Nullable String address) {
        return address == null ? "" : address;
    }

    private static List<String> names(ContainerSpec.Networking networking) {
        return switch (networking.mode()) {
            case ContainerSpec.NetworkMode.Host host -> List.of("host");
            case ContainerSpec.NetworkMode.None none -> List.of("none");
            case ContainerSpec.NetworkMode.OfContainer other -> List.of();
            case ContainerSpec.NetworkMode.Networks networks ->
                networking.attachments().isEmpty()
                        ? List.of("bridge")
                        : networking.attachments().stream()
                                .map(ContainerSpec.Attachment::network)
                                .toList();
        };
    }

    private static Map<String, @Nullable Object> ports(List<PublishedPort> published, Container container) {
        Map<String, @Nullable Object> all = new TreeMap<>();
        if (!container.state().running()) {
            return all;
        }
        for (String exposed : container.spec().networking().expose()) {
            all.put(exposed.indexOf('/') < 0 ? exposed + "/tcp" : exposed, null);
        }
        Map<String, List<Map<String, String>>> bindings = new LinkedHashMap<>();
        for (PublishedPort port : published) {
            Map<String, String> binding = new LinkedHashMap<>();
            binding.put("HostIp", port.hostIp());
            binding.put("HostPort", Integer.toString(port.hostPort()));
            bindings.computeIfAbsent(port.containerPort() + "/" + port.protocol(), key -> new ArrayList<>())
                    .add(binding);
        }
        all.putAll(bindings);
        return all;
    }

    private static Map<String, @Nullable Object> endpoint(Endpoint endpoint) {
        Map<String, @Nullable Object> view = new LinkedHashMap<>();
        view.put("MacAddress", endpoint.mac());
        view.put("NetworkID", endpoint.network());
        view.put("Gateway", text(endpoint.gateway4()));
        view.put("IPAddress", text(endpoint.ipv4()));
        view.put("IPPrefixLen", (long) endpoint.prefixLength4());
        view.put("IPv6Gateway", text(endpoint.gateway6()));
        view.put("GlobalIPv6Address", text(endpoint.ipv6()));
        view.put("GlobalIPv6PrefixLen", (long) endpoint.prefixLength6());
        view.put("DNSNames", endpoint.spec().names());
        return view;
    }

    private static Map<String, @Nullable Object> nothingYet() {
        Map<String, @Nullable Object> view = new LinkedHashMap<>();
        view.put("MacAddress", "");
        view.put("NetworkID", "");
        view.put("Gateway", "");
        view.put("IPAddress", "");
        view.put("IPPrefixLen", 0L);
        return view;
    }
}

package io.jcompose.cli.inspect;

import io.jcompose.engine.Engine;
import io.jcompose.engine.container.Container;
import io.jcompose.network.Endpoint;
import io.jcompose.network.Network;
import io.jcompose.network.Sandbox;
import io.jcompose.network.Subnet;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One network, whole, and who is connected with it. */
public final class NetworkDescription {
    private final Network network;
    private final Engine engine;

    private NetworkDescription(Network network, Engine engine) {
        this.network = network;
        this.engine = engine;
    }

    public static Map<String, @Nullable Object> of(Network network, Engine engine) {
        return new NetworkDescription(network, engine).whole();
    }

    private Map<String, @Nullable Object> whole() {
        Map<String, @Nullable Object> view = new LinkedHashMap<>();
        view.put("Name", network.name());
        view.put("Id", network.id());
        view.put("Created", network.created().toString());
        view.put("Scope", "local");
        view.put("Driver", network.spec().driver());
        view.put(
                "EnableIPv4",
                network.subnets().stream().anyMatch(subnet -> subnet.cidr().indexOf(':') < 0));
        view.put("EnableIPv6", network.spec().enableIpv6());
        view.put("IPAM", addresses());
        view.put("Internal", network.spec().internal());
        // Of swarms, which there are none of.
        view.put("Attachable", false);
        view.put("Ingress", false);
        view.put("ConfigFrom", Map.of("Network", ""));
        view.put("ConfigOnly", false);
        view.put("Containers", connected());
        view.put("Options", network.spec().options());
        view.put("Labels", network.spec().labels());
        view.put("Bridge", network.bridge());
        return view;
    }

    private Map<String, @Nullable Object> addresses() {
        List<Map<String, Object>> subnets = new ArrayList<>();
        for (Subnet subnet : network.subnets()) {
            Map<String, Object> each = new LinkedHashMap<>();
            each.put("Subnet", subnet.cidr());
            if (!subnet.range().equals(subnet.cidr())) {
                each.put("IPRange", subnet.range());
            }
            each.put("Gateway", subnet.gateway());
            if (!subnet.auxAddresses().isEmpty()) {
                each.put("AuxiliaryAddresses", subnet.auxAddresses());
            }
            subnets.add(each);
        }
        Map<String, @Nullable Object> view = new LinkedHashMap<>();
        view.put("Driver", "default");
        view.put("Options", Map.of());
        view.put("Config", subnets);
        return view;
    }

    private Map<String, @Nullable Object> connected() {
        Map<String, @Nullable Object> all = new TreeMap<>();
        for (Container container : engine.containers().list()) {
            container.sandbox().map(Sandbox::endpoints).orElse(List.of()).stream()
                    .filter(endpoint -> endpoint.network().equals(network.id()))
                    .forEach(endpoint -> all.put(container.id().value(), member(container, endpoint)));
        }
        return all;
    }

    private static Map<String, @Nullable Object> member(Container container, Endpoint endpoint) {
        Map<String, @Nullable Object> view = new LinkedHashMap<>();
        view.put("Name", container.name());
        view.put("EndpointID", "");
        view.put("MacAddress", endpoint.mac());
        view.put("IPv4Address", address(endpoint.ipv4(), endpoint.prefixLength4()));
        view.put("IPv6Address", address(endpoint.ipv6(), endpoint.prefixLength6()));
        return view;
    }

    private static String address(@Nullable String address, int prefix) {
        return address == null ? "" : address + "/" + prefix;
    }
}

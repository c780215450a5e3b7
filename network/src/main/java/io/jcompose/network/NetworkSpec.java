package io.jcompose.network;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a user wants a network to be.
 *
 * <p>Options understood by the bridge driver, with Docker's names: {@code com.docker.network.bridge.name},
 * {@code com.docker.network.bridge.enable_icc}, {@code com.docker.network.bridge.enable_ip_masquerade},
 * {@code com.docker.network.bridge.host_binding_ipv4}, {@code com.docker.network.driver.mtu}. Others are kept and have no effect.
 *
 * @param driver {@code bridge}, {@code host} or {@code none}
 * @param internal nothing goes in or out of the network but traffic between its members
 */
public record NetworkSpec(
        String name,
        String driver,
        Map<String, String> options,
        Map<String, String> labels,
        boolean internal,
        boolean enableIpv6,
        List<IpamConfig> ipam) {
    public NetworkSpec {
        options = Collections.unmodifiableMap(new LinkedHashMap<>(options));
        labels = Collections.unmodifiableMap(new LinkedHashMap<>(labels));
        ipam = List.copyOf(ipam);
    }

    /** A bridge network with nothing special about it. */
    public static NetworkSpec bridge(String name) {
        return new NetworkSpec(name, "bridge", Map.of(), Map.of(), false, false, List.of());
    }
}

package io.jcompose.network;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Resolver settings of one sandbox; empty lists mean "as the host has it".
 *
 * @param servers asked for every name that no network knows
 * @param search {@code ["."]} for no search domain at all
 * @param links other names for what networks know: {@code db} to {@code other-db-1}
 */
public record DnsConfig(List<String> servers, List<String> search, List<String> options, Map<String, String> links) {
    public static final DnsConfig OF_THE_HOST = new DnsConfig(List.of(), List.of(), List.of(), Map.of());

    public DnsConfig {
        servers = List.copyOf(servers);
        search = List.copyOf(search);
        options = List.copyOf(options);
        links = Collections.unmodifiableMap(new LinkedHashMap<>(links));
    }
}

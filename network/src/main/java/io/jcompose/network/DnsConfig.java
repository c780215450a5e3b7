package io.jcompose.network;

import java.util.List;

/**
 * Resolver settings of one sandbox; empty lists mean "as the host has it".
 *
 * @param servers asked for every name that no network knows
 * @param search {@code ["."]} for no search domain at all
 */
public record DnsConfig(List<String> servers, List<String> search, List<String> options) {
    public static final DnsConfig OF_THE_HOST = new DnsConfig(List.of(), List.of(), List.of());

    public DnsConfig {
        servers = List.copyOf(servers);
        search = List.copyOf(search);
        options = List.copyOf(options);
    }
}

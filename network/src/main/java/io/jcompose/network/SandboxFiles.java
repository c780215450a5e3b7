package io.jcompose.network;

import io.jcompose.error.JcomposeException;
import io.jcompose.error.JcomposeException.Kind;
import io.jcompose.network.dns.ResolvConf;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The texts of the two files by which a sandbox finds names. */
final class SandboxFiles {
    /** In place of an address: that of the host, as the sandbox reaches it. */
    static final String HOST_GATEWAY = "host-gateway";

    private static final String HOST_NAME = "host.docker.internal";

    private SandboxFiles() {}

    static String resolvConf(Sandbox sandbox, ResolvConf host) {
        DnsConfig dns = sandbox.dns();
        List<String> search = dns.search().isEmpty() ? host.search() : dns.search();
        List<String> options = dns.options().isEmpty() ? host.options() : dns.options();
        return ResolvConf.inside(search, options);
    }

    static String hosts(
            Sandbox sandbox, Optional<Endpoint> way, String hostname, List<Map.Entry<String, String>> extraHosts) {
        boolean ipv6 = sandbox.endpoints().stream().anyMatch(endpoint -> endpoint.ipv6() != null);
        List<String> lines = new ArrayList<>();
        // A localhost that is ::1 too would lead probes to where servers of an IPv4 sandbox do not listen.
        lines.add("127.0.0.1\tlocalhost");
        if (ipv6) {
            lines.add("::1\tlocalhost ip6-localhost ip6-loopback");
            lines.add("fe00::\tip6-localnet");
            lines.add("ff00::\tip6-mcastprefix");
            lines.add("ff02::1\tip6-allnodes");
            lines.add("ff02::2\tip6-allrouters");
        }
        Set<String> names = new LinkedHashSet<>();
        for (Map.Entry<String, String> extra : extraHosts) {
            names.add(extra.getKey());
            for (String address :
                    extra.getValue().equals(HOST_GATEWAY) ? gateways(way, extra.getKey()) : List.of(extra.getValue())) {
                lines.add(address + "\t" + extra.getKey());
            }
        }
        if (way.isPresent() && !names.contains(HOST_NAME)) {
            gateways(way, HOST_NAME).forEach(address -> lines.add(address + "\t" + HOST_NAME));
        }
        int dot = hostname.indexOf('.');
        String all = dot > 0 ? hostname + " " + hostname.substring(0, dot) : hostname;
        for (Endpoint endpoint : sandbox.endpoints()) {
            Stream.of(Optional.ofNullable(endpoint.ipv4()), Optional.ofNullable(endpoint.ipv6()))
                    .flatMap(Optional::stream)
                    .forEach(address -> lines.add(address + "\t" + all));
        }
        return String.join("\n", lines) + "\n";
    }

    private static List<String> gateways(Optional<Endpoint> way, String name) {
        List<String> addresses = way.stream()
                .flatMap(endpoint ->
                        Stream.of(Optional.ofNullable(endpoint.gateway4()), Optional.ofNullable(endpoint.gateway6())))
                .flatMap(Optional::stream)
                .toList();
        if (addresses.isEmpty()) {
            throw new JcomposeException(
                    Kind.INVALID,
                    "extra host \"" + name + "\" wants host-gateway, but no network of the container has a gateway",
                    "connect it to a network that is not internal");
        }
        return addresses;
    }
}

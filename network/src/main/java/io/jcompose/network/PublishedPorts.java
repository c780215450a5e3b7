package io.jcompose.network;

import io.jcompose.error.JcomposeException;
import io.jcompose.error.JcomposeException.Kind;
import io.jcompose.linux.netlink.Connections;
import io.jcompose.linux.netlink.NetworkNamespace;
import io.jcompose.network.firewall.Firewall;
import io.jcompose.network.firewall.Forwarding;
import io.jcompose.network.ipam.Cidr;
import io.jcompose.network.port.PortLedger;
import io.jcompose.network.port.PortProxy;
import io.jcompose.network.port.PortRequest;
import io.jcompose.network.port.Reservation;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Published ports as a whole: the reserving socket, the proxy behind it, and the kernel's translation. Safe for concurrent use. */
final class PublishedPorts implements AutoCloseable {
    /** One reservation and what it is for. */
    record Held(Reservation reservation, int containerPort) {}

    private final PortLedger ledger;
    private final PortProxy proxy;
    private final Firewall firewall;
    private final Map<String, List<Forwarding>> forwardings = new ConcurrentHashMap<>();
    private final Map<String, List<Held>> held = new ConcurrentHashMap<>();

    PublishedPorts(PortLedger ledger, PortProxy proxy, Firewall firewall) {
        this.ledger = ledger;
        this.proxy = proxy;
        this.firewall = firewall;
    }

    void check(List<PortMapping> mappings) {
        ledger.check(requests(mappings, null).stream().map(Wanted::request).toList());
    }

    /** Takes the ports; nothing goes through them before {@link #open}. */
    List<Held> reserve(String owner, List<PortMapping> mappings, @Nullable String defaultHost) {
        List<Wanted> wanted = requests(mappings, defaultHost);
        List<Reservation> reservations = ledger.reserve(
                "container \"" + owner + "\"",
                wanted.stream().map(Wanted::request).toList());
        List<Held> result = new ArrayList<>();
        for (int i = 0; i < wanted.size(); i++) {
            result.add(new Held(reservations.get(i), wanted.get(i).containerPort()));
        }
        return result;
    }

    /**
     * Takes the ports of a sandbox that was running before the engine was. One that somebody else took meanwhile is given up, with a
     * warning: that is no reason to lose the container.
     */
    List<Held> reserveAgain(String owner, List<PublishedPort> ports) {
        List<Held> result = new ArrayList<>();
        for (Wanted wanted : requests(again(ports), null)) {
            try {
                Reservation reservation = ledger.reserve("container \"" + owner + "\"", List.of(wanted.request()))
                        .getFirst();
                result.add(new Held(reservation, wanted.containerPort()));
            } catch (JcomposeException e) {
                System.getLogger(PublishedPorts.class.getName())
                        .log(System.Logger.Level.WARNING, owner + ": " + e.getMessage());
            }
        }
        return result;
    }

    /** Gives back ports that were not opened. */
    void release(List<Held> ports) {
        ledger.release(ports.stream().map(Held::reservation).toList());
    }

    /** Lets traffic through to these addresses, either of which may be null. */
    void open(String sandbox, List<Held> ports, @Nullable InetAddress ipv4, @Nullable InetAddress ipv6) {
        List<Forwarding> all = serve(sandbox, ports, ipv4, ipv6);
        firewall.add(all);
        forget(all, true);
    }

    /** As {@link #open} after a restart of the engine: the kernel forwards already. */
    void adopt(String sandbox, List<Held> ports, @Nullable InetAddress ipv4, @Nullable InetAddress ipv6) {
        firewall.adopt(serve(sandbox, ports, ipv4, ipv6));
    }

    /** Points the ports to other addresses of the sandbox. */
    void retarget(String sandbox, @Nullable InetAddress ipv4, @Nullable InetAddress ipv6) {
        List<Held> ports = held.getOrDefault(sandbox, List.of());
        if (ports.isEmpty()) {
            return;
        }
        firewall.remove(forwardings.getOrDefault(sandbox, List.of()));
        List<Forwarding> all = forwardings(ports, ipv4, ipv6);
        forwardings.put(sandbox, all);
        firewall.add(all);
        forget(all, true);
        InetAddress target = ipv4 != null ? ipv4 : ipv6;
        if (target != null) {
            ports.forEach(
                    port -> proxy.target(port.reservation(), new InetSocketAddress(target, port.containerPort())));
        }
    }

    void close(String sandbox) {
        List<Forwarding> gone = forwardings.remove(sandbox);
        if (gone != null && !gone.isEmpty()) {
            firewall.remove(gone);
            forget(gone, false);
        }
        List<Held> ports = held.remove(sandbox);
        if (ports != null) {
            ports.forEach(port -> proxy.stop(port.reservation()));
            release(ports);
        }
    }

    @Override
    public void close() {
        proxy.close();
        held.values().forEach(this::release);
        held.clear();
    }

    /** Clients that send UDP all the time keep their old way, or the lack of one, until the kernel forgets it. */
    private static void forget(List<Forwarding> changed, boolean opened) {
        Set<Integer> ports = new LinkedHashSet<>();
        Set<InetAddress> targets = new LinkedHashSet<>();
        for (Forwarding forwarding : changed) {
            if (forwarding.udp()) {
                ports.add(forwarding.hostPort());
                targets.add(forwarding.target());
            }
        }
        if (!ports.isEmpty()) {
            NetworkNamespace.onFreshThread("conntrack", () -> {
                Connections.forgetUdp(udp -> ports.contains(udp.port()) && targets.contains(udp.answering()) != opened);
                return ports;
            });
        }
    }

    /** Every address that answers, the way {@code ps} shows it. */
    static List<PublishedPort> published(List<Held> ports) {
        List<PublishedPort> result = new ArrayList<>();
        for (Held port : ports) {
            Reservation reservation = port.reservation();
            String protocol = reservation.request().udp() ? "udp" : "tcp";
            for (String address : addresses(reservation)) {
                result.add(new PublishedPort(short6(address), reservation.port(), port.containerPort(), protocol));
            }
        }
        return List.copyOf(result);
    }

    private static List<String> addresses(Reservation reservation) {
        InetAddress host = reservation.request().host();
        if (host != null) {
            return List.of(host.getHostAddress());
        }
        return reservation.bound() instanceof Inet4Address ? List.of("0.0.0.0") : List.of("0.0.0.0", "::");
    }

    /** The wish that leads to exactly these ports again. */
    static List<PortMapping> again(List<PublishedPort> ports) {
        return ports.stream()
                .map(port -> new PortMapping(
                        port.hostIp(), port.hostPort(), port.hostPort(), port.containerPort(), port.protocol()))
                .toList();
    }

    private List<Forwarding> serve(
            String sandbox, List<Held> ports, @Nullable InetAddress ipv4, @Nullable InetAddress ipv6) {
        held.put(sandbox, List.copyOf(ports));
        InetAddress target = ipv4 != null ? ipv4 : ipv6;
        if (target != null) {
            ports.forEach(port -> proxy.serve(port.reservation(), new InetSocketAddress(target, port.containerPort())));
        }
        List<Forwarding> all = forwardings(ports, ipv4, ipv6);
        forwardings.put(sandbox, all);
        return all;
    }

    private static List<Forwarding> forwardings(
            List<Held> ports, @Nullable InetAddress ipv4, @Nullable InetAddress ipv6) {
        List<Forwarding> all = new ArrayList<>();
        for (Held port : ports) {
            PortRequest request = port.reservation().request();
            InetAddress host = request.host();
            InetAddress exact = host == null || host.isAnyLocalAddress() ? null : host;
            int number = port.reservation().port();
            if (ipv4 != null && !(host instanceof Inet6Address)) {
                all.add(new Forwarding(exact, number, request.udp(), ipv4, port.containerPort()));
            }
            if (ipv6 != null && !(host instanceof Inet4Address)) {
                all.add(new Forwarding(exact, number, request.udp(), ipv6, port.containerPort()));
            }
        }
        return List.copyOf(all);
    }

    private record Wanted(PortRequest request, int containerPort) {}

    /** Checks the mappings; 0.0.0.0 and :: of one port become one request, because one socket serves both. */
    private static List<Wanted> requests(List<PortMapping> mappings, @Nullable String defaultHost) {
        Map<PortMapping, Set<String>> hosts = new LinkedHashMap<>();
        for (PortMapping mapping : mappings) {
            String host = mapping.hostIp() != null ? mapping.hostIp() : defaultHost;
            PortMapping key = new PortMapping(
                    null,
                    mapping.hostPort(),
                    Math.max(mapping.hostPort(), mapping.hostPortEnd()),
                    mapping.containerPort(),
                    mapping.protocol());
            hosts.computeIfAbsent(key, each -> new LinkedHashSet<>())
                    .add(
                            host == null || host.isEmpty()
                                    ? ""
                                    : Cidr.address(host).getHostAddress());
        }
        List<Wanted> wanted = new ArrayList<>();
        hosts.forEach((mapping, addresses) -> {
            boolean both = addresses.contains("") || addresses.containsAll(List.of("0.0.0.0", "0:0:0:0:0:0:0:0"));
            if (both) {
                addresses.removeAll(List.of("", "0.0.0.0", "0:0:0:0:0:0:0:0"));
                wanted.add(wanted(mapping, null));
            }
            addresses.forEach(address -> wanted.add(wanted(mapping, Cidr.address(address))));
        });
        return wanted;
    }

    private static Wanted wanted(PortMapping mapping, @Nullable InetAddress host) {
        boolean udp = mapping.protocol().equals("udp");
        if (!udp && !mapping.protocol().equals("tcp")) {
            throw new JcomposeException(
                    Kind.UNSUPPORTED,
                    "can't publish a port of the protocol \"" + mapping.protocol() + "\"",
                    "use tcp or udp");
        }
        boolean valid = mapping.containerPort() > 0
                && mapping.containerPort() < 65536
                && mapping.hostPort() >= 0
                && mapping.hostPortEnd() < 65536;
        if (!valid) {
            throw new JcomposeException(
                    Kind.INVALID,
                    "port mapping " + mapping.hostPort() + ":" + mapping.containerPort() + " is out of range",
                    "use ports from 1 to 65535");
        }
        return new Wanted(
                new PortRequest(host, mapping.hostPort(), mapping.hostPortEnd(), udp), mapping.containerPort());
    }

    private static String short6(String address) {
        return switch (address) {
            case "0:0:0:0:0:0:0:0" -> "::";
            case "0:0:0:0:0:0:0:1" -> "::1";
            default -> address;
        };
    }
}

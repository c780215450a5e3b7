package io.jcompose.network;

import io.jcompose.error.JcomposeException;
import io.jcompose.error.JcomposeException.Kind;
import io.jcompose.linux.netlink.RouteSocket;
import io.jcompose.network.bridge.Attachment;
import io.jcompose.network.bridge.LinkAddress;
import io.jcompose.network.bridge.Wiring;
import io.jcompose.network.dns.NameServer;
import io.jcompose.network.ipam.AddressPool;
import io.jcompose.network.ipam.Cidr;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The memory side of endpoints: leases, names, which one is the way out. */
final class Endpoints {
    private static final String HOST_BINDING = "com.docker.network.bridge.host_binding_ipv4";
    private static final String SYSCTLS = "com.docker.network.endpoint.sysctls";
    private static final int LONGEST_INTERFACE_NAME = 15;
    private static final int LINK_LOCAL_4 = 16;
    private static final int LINK_LOCAL_6 = 64;

    private final KernelStack.Parts parts;
    private final KernelNetworks networks;

    Endpoints(KernelStack.Parts parts, KernelNetworks networks) {
        this.parts = parts;
        this.networks = networks;
    }

    /** Joins the network and leases addresses. One that a leaving sandbox still has is waited for where no other will do. */
    Endpoint lease(String sandbox, String owner, EndpointSpec spec, List<Endpoint> others) {
        parts.departures().awaitOf(owner);
        if (spec.ipv4() != null || spec.ipv6() != null) {
            parts.departures().awaitFrom(spec.network());
        }
        try {
            return leaseOnce(sandbox, owner, spec, others);
        } catch (JcomposeException e) {
            if (e.kind() != Kind.UNAVAILABLE) {
                throw e;
            }
            parts.departures().awaitFrom(spec.network());
            return leaseOnce(sandbox, owner, spec, others);
        }
    }

    private Endpoint leaseOnce(String sandbox, String owner, EndpointSpec spec, List<Endpoint> others) {
        networks.complete(spec.network());
        KernelNetworks.Entry entry = networks.join(spec.network(), sandbox);
        AddressPool pool4 = entry.ipv4();
        AddressPool pool6 = entry.ipv6();
        InetAddress ipv4 = null;
        InetAddress ipv6 = null;
        try {
            ipv4 = lease(pool4, owner, spec.ipv4(), "IPv4", entry.network());
            ipv6 = lease(pool6, owner, spec.ipv6(), "IPv6", entry.network());
            return describe(sandbox, spec, others, entry.network(), ipv4, ipv6);
        } catch (RuntimeException e) {
            release(pool4, ipv4, owner);
            release(pool6, ipv6, owner);
            networks.leave(spec.network(), sandbox);
            throw e;
        }
    }

    /** As {@link #lease} for an endpoint that exists. */
    void adopt(String sandbox, String owner, Endpoint endpoint) {
        KernelNetworks.Entry entry = networks.join(endpoint.network(), sandbox);
        lease(entry.ipv4(), owner, endpoint.ipv4(), "IPv4", entry.network());
        lease(entry.ipv6(), owner, endpoint.ipv6(), "IPv6", entry.network());
    }

    void release(String sandbox, String owner, Endpoint endpoint) {
        KernelNetworks.Entry entry = networks.entry(endpoint.network());
        release(entry.ipv4(), ipv4(endpoint), owner);
        release(entry.ipv6(), ipv6(endpoint), owner);
        networks.leave(endpoint.network(), sandbox);
    }

    /** From now on its names are known on its network. */
    void announce(String sandbox, Endpoint endpoint) {
        List<InetAddress> addresses = new ArrayList<>();
        for (InetAddress address : new @Nullable InetAddress[] {ipv4(endpoint), ipv6(endpoint)}) {
            if (address != null) {
                addresses.add(address);
            }
        }
        parts.directory()
                .add(
                        endpoint.network(),
                        endpoint.networkName(),
                        sandbox,
                        endpoint.spec().names(),
                        addresses);
    }

    /** The endpoint that gives the default route and takes published ports: not one of an internal network. */
    Optional<Endpoint> gateway(List<Endpoint> all) {
        return all.stream()
                .filter(endpoint -> endpoint.gateway4() != null || endpoint.gateway6() != null)
                .max(Comparator.comparingInt(
                                (Endpoint endpoint) -> endpoint.spec().gatewayPriority())
                        .thenComparing(Comparator.comparingInt((Endpoint endpoint) -> all.indexOf(endpoint))
                                .reversed()));
    }

    /** Makes the default routes inside those that follow from these endpoints. */
    void route(RouteSocket inside, List<Endpoint> all) {
        Optional<Endpoint> way = gateway(all);
        Wiring.defaultRoutes(inside, address(way.map(Endpoint::gateway4)), address(way.map(Endpoint::gateway6)));
    }

    private static @Nullable InetAddress address(Optional<String> text) {
        return text.map(Cidr::address).orElse(null);
    }

    /** What a sandbox may ask the name server. */
    NameServer.View view(Sandbox sandbox) {
        List<InetAddress> servers =
                sandbox.dns().servers().stream().map(Cidr::address).toList();
        List<String> ids = sandbox.endpoints().stream().map(Endpoint::network).toList();
        Map<String, String> links = new HashMap<>();
        sandbox.dns()
                .links()
                .forEach((alias, name) -> links.put(alias.toLowerCase(Locale.ROOT), name.toLowerCase(Locale.ROOT)));
        return new NameServer.View(
                ids, servers, links, gateway(sandbox.endpoints()).isPresent());
    }

    Attachment attachment(Endpoint endpoint, boolean hairpin) {
        Network network = networks.entry(endpoint.network()).network();
        List<LinkAddress> addresses = new ArrayList<>();
        InetAddress ipv4 = ipv4(endpoint);
        if (ipv4 != null) {
            addresses.add(new LinkAddress(ipv4, endpoint.prefixLength4()));
        }
        InetAddress ipv6 = ipv6(endpoint);
        if (ipv6 != null) {
            addresses.add(new LinkAddress(ipv6, endpoint.prefixLength6()));
        }
        for (String text : endpoint.spec().linkLocalIps()) {
            InetAddress more = Cidr.address(text);
            addresses.add(new LinkAddress(more, more instanceof Inet4Address ? LINK_LOCAL_4 : LINK_LOCAL_6));
        }
        return new Attachment(
                endpoint.hostInterface(),
                network.bridge(),
                KernelNetworks.mtu(network),
                hairpin,
                endpoint.interfaceName(),
                endpoint.mac(),
                addresses,
                sysctls(endpoint));
    }

    /** By path below {@code /proc/sys/net}. */
    private static Map<String, String> sysctls(Endpoint endpoint) {
        Map<String, String> settings = new LinkedHashMap<>();
        for (String setting :
                endpoint.spec().options().getOrDefault(SYSCTLS, "").split(",")) {
            if (!setting.isEmpty()) {
                int equals = setting.indexOf('=');
                String[] path = (equals < 0 ? setting : setting.substring(0, equals)).split("\\.");
                if (equals < 0 || path.length != 5 || !path[0].equals("net") || !path[3].equals("IFNAME")) {
                    throw new JcomposeException(
                            Kind.INVALID,
                            "option " + SYSCTLS + " has \"" + setting + "\"",
                            "write it like net.ipv4.conf.IFNAME.log_martians=1");
                }
                settings.put(
                        path[1] + "/" + path[2] + "/" + endpoint.interfaceName() + "/" + path[4],
                        setting.substring(equals + 1));
            }
        }
        return settings;
    }

    /** The host address for ports that name none. */
    @Nullable
    String defaultHost(Endpoint endpoint) {
        return networks.entry(endpoint.network()).network().spec().options().get(HOST_BINDING);
    }

    @Nullable
    InetAddress ipv4(Endpoint endpoint) {
        String address = endpoint.ipv4();
        return address == null ? null : Cidr.address(address);
    }

    @Nullable
    InetAddress ipv6(Endpoint endpoint) {
        String address = endpoint.ipv6();
        return address == null ? null : Cidr.address(address);
    }

    private Endpoint describe(
            String sandbox,
            EndpointSpec spec,
            List<Endpoint> others,
            Network network,
            @Nullable InetAddress ipv4,
            @Nullable InetAddress ipv6) {
        boolean closed = network.spec().internal();
        Subnet subnet4 = subnet(network, true);
        Subnet subnet6 = subnet(network, false);
        String mac = spec.mac();
        InetAddress either = Objects.requireNonNull(ipv4 != null ? ipv4 : ipv6);
        return new Endpoint(
                spec,
                network.name(),
                interfaceName(spec, others),
                parts.names().veth(sandbox, network.id()),
                mac != null ? mac(mac) : Attachment.macOf(either.getAddress()),
                ipv4 == null ? null : ipv4.getHostAddress(),
                subnet4 == null ? 0 : Cidr.parse(subnet4.cidr()).prefix(),
                subnet4 == null || closed ? null : subnet4.gateway(),
                ipv6 == null ? null : ipv6.getHostAddress(),
                subnet6 == null ? 0 : Cidr.parse(subnet6.cidr()).prefix(),
                subnet6 == null || closed ? null : subnet6.gateway());
    }

    private static @Nullable Subnet subnet(Network network, boolean ipv4) {
        return network.subnets().stream()
                .filter(subnet -> Cidr.parse(subnet.cidr()).isIpv4() == ipv4)
                .findFirst()
                .orElse(null);
    }

    private static String interfaceName(EndpointSpec spec, List<Endpoint> others) {
        String wish = spec.interfaceName();
        if (wish != null) {
            boolean valid = !wish.isEmpty()
                    && wish.length() <= LONGEST_INTERFACE_NAME
                    && wish.matches("[^/\\s:]+")
                    && !wish.equals("lo");
            if (!valid
                    || others.stream()
                            .anyMatch(endpoint -> endpoint.interfaceName().equals(wish))) {
                throw new JcomposeException(
                        Kind.INVALID,
                        "interface name \"" + wish + "\" is not valid or used twice",
                        "choose another interface_name");
            }
            return wish;
        }
        for (int i = 0; ; i++) {
            String candidate = "eth" + i;
            if (others.stream().noneMatch(endpoint -> endpoint.interfaceName().equals(candidate))) {
                return candidate;
            }
        }
    }

    private static String mac(String text) {
        String lower = text.toLowerCase(Locale.ROOT).replace('-', ':');
        if (!lower.matches("([0-9a-f]{2}:){5}[0-9a-f]{2}")) {
            throw new JcomposeException(
                    Kind.INVALID, "mac_address \"" + text + "\" is not valid", "write it like 02:42:ac:12:00:02");
        }
        return lower;
    }

    private static @Nullable InetAddress lease(
            @Nullable AddressPool pool, String owner, @Nullable String wish, String family, Network network) {
        if (pool == null) {
            if (wish != null) {
                throw new JcomposeException(
                        Kind.INVALID,
                        "address \"" + wish + "\" can't be used: network \"" + network.name() + "\" has no " + family,
                        "leave the address out, or give the network a subnet for it");
            }
            return null;
        }
        return pool.lease(owner, wish == null ? null : Cidr.address(wish));
    }

    private static void release(@Nullable AddressPool pool, @Nullable InetAddress address, String owner) {
        if (pool != null && address != null) {
            pool.release(address, owner);
        }
    }
}

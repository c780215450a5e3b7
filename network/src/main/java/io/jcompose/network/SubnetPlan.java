package io.jcompose.network;

import io.jcompose.error.JcomposeException;
import io.jcompose.error.JcomposeException.Kind;
import io.jcompose.linux.netlink.Link;
import io.jcompose.linux.netlink.NetworkNamespace;
import io.jcompose.linux.netlink.Route;
import io.jcompose.linux.netlink.RouteSocket;
import io.jcompose.network.dns.HostResolvers;
import io.jcompose.network.ipam.Cidr;
import io.jcompose.network.ipam.SubnetPool;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Finds the subnets of a new network: those that it wishes, checked, and chosen ones for what it leaves open. */
final class SubnetPlan {
    private final byte[] seed;
    private final SubnetPool pool;
    private final HostResolvers resolvers;

    SubnetPlan(byte[] seed, HostResolvers resolvers) {
        this.seed = seed;
        this.pool = new SubnetPool(ByteBuffer.wrap(seed).getInt());
        this.resolvers = resolvers;
    }

    /** @throws JcomposeException INVALID, CONFLICT, UNAVAILABLE */
    List<Subnet> subnets(NetworkSpec spec, byte[] id, String bridge, List<Network> others) {
        Map<Cidr, String> routes = NetworkNamespace.onFreshThread("routes", () -> routes(bridge));
        List<Subnet> subnets = new ArrayList<>();
        List<Cidr> cidrs = new ArrayList<>();
        for (IpamConfig config : spec.ipam()) {
            String wish = config.subnet();
            if (wish != null) {
                Cidr cidr = Cidr.parse(wish);
                check(spec, cidr, cidrs, others, routes);
                cidrs.add(cidr);
                subnets.add(subnet(spec, cidr, config));
            }
        }
        List<Cidr> taken = new ArrayList<>(routes.keySet());
        others.forEach(network -> network.subnets().forEach(subnet -> taken.add(Cidr.parse(subnet.cidr()))));
        // A name server that has no route of its own would vanish behind the bridge.
        resolvers
                .current()
                .servers()
                .forEach(server -> taken.add(Cidr.containing(server, server instanceof Inet4Address ? 32 : 128)));
        taken.addAll(cidrs);
        IpamConfig open = spec.ipam().stream()
                .filter(config -> config.subnet() == null)
                .findFirst()
                .orElse(new IpamConfig(null, null, null, Map.of()));
        if (cidrs.stream().noneMatch(Cidr::isIpv4)) {
            subnets.addFirst(subnet(spec, pool.chooseIpv4(taken), open));
        }
        if (spec.enableIpv6() && cidrs.stream().allMatch(Cidr::isIpv4)) {
            subnets.add(
                    subnet(spec, SubnetPool.chooseIpv6(seed, id, taken), new IpamConfig(null, null, null, Map.of())));
        }
        return subnets;
    }

    private static void check(
            NetworkSpec spec, Cidr cidr, List<Cidr> own, List<Network> others, Map<Cidr, String> routes) {
        String subject = "subnet " + cidr + " of network \"" + spec.name() + "\" ";
        if (own.stream().anyMatch(other -> other.isIpv4() == cidr.isIpv4())) {
            throw new JcomposeException(
                    Kind.UNSUPPORTED,
                    subject + "is its second one of this family",
                    "name one subnet for IPv4 and one for IPv6");
        }
        if (cidr.prefix() > (cidr.isIpv4() ? 30 : 126)) {
            throw new JcomposeException(Kind.INVALID, subject + "has no room for containers", "name a larger subnet");
        }
        for (Network network : others) {
            for (Subnet subnet : network.subnets()) {
                if (cidr.overlaps(Cidr.parse(subnet.cidr()))) {
                    throw new JcomposeException(
                            Kind.CONFLICT,
                            subject + "overlaps " + subnet.cidr() + " of network \"" + network.name() + "\"",
                            "choose another subnet, or remove that network");
                }
            }
        }
        routes.forEach((route, link) -> {
            // A wider route, of a VPN for instance, goes on working for the rest of it.
            if (cidr.contains(route)) {
                throw new JcomposeException(
                        Kind.CONFLICT,
                        subject + "overlaps the host's route to " + route + " by interface \"" + link + "\"",
                        "choose another subnet");
            }
        });
    }

    private static Subnet subnet(NetworkSpec spec, Cidr cidr, IpamConfig config) {
        String wishedGateway = config.gateway();
        String wishedRange = config.ipRange();
        InetAddress gateway = wishedGateway == null ? cidr.nth(1) : Cidr.address(wishedGateway);
        Cidr range = wishedRange == null ? cidr : Cidr.parse(wishedRange);
        Map<String, InetAddress> inside = new LinkedHashMap<>(Map.of("gateway", gateway));
        config.auxAddresses()
                .forEach((name, address) -> inside.put("auxiliary address \"" + name + "\"", Cidr.address(address)));
        inside.forEach((name, address) -> {
            if (!cidr.contains(address)) {
                throw outside(spec, cidr, name + " " + address.getHostAddress());
            }
        });
        if (!cidr.contains(range)) {
            throw outside(spec, cidr, "ip_range " + range);
        }
        return new Subnet(cidr.toString(), gateway.getHostAddress(), range.toString(), config.auxAddresses());
    }

    private static JcomposeException outside(NetworkSpec spec, Cidr cidr, String what) {
        return new JcomposeException(
                Kind.INVALID,
                what + " of network \"" + spec.name() + "\" is not in its subnet " + cidr,
                "correct it under ipam.config");
    }

    /** Where the host sends packets, and by which interface; without the default route and the bridge itself. */
    private static Map<Cidr, String> routes(String bridge) {
        try (RouteSocket socket = RouteSocket.open()) {
            Map<Integer, String> names = new LinkedHashMap<>();
            for (Link link : socket.links()) {
                names.put(link.index(), link.name());
            }
            Map<Cidr, String> routes = new LinkedHashMap<>();
            for (Route route : socket.routes()) {
                String name = names.getOrDefault(route.link(), "?");
                if (route.prefixLength() > 0 && !name.equals(bridge)) {
                    routes.put(new Cidr(route.destination(), route.prefixLength()), name);
                }
            }
            return routes;
        }
    }
}

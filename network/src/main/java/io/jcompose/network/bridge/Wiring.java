package io.jcompose.network.bridge;

import io.jcompose.error.JcomposeException;
import io.jcompose.error.JcomposeException.Kind;
import io.jcompose.linux.netlink.InterfaceAddress;
import io.jcompose.linux.netlink.Link;
import io.jcompose.linux.netlink.Message;
import io.jcompose.linux.netlink.Route;
import io.jcompose.linux.netlink.RouteSocket;
import io.jcompose.linux.netlink.VethPair;
import io.jcompose.network.ipam.Cidr;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The inside of sandboxes; {@code outside} is a socket of the host's namespace, {@code inside} one of the sandbox's.
 */
public final class Wiring {
    private static final int LOOPBACK = 1;

    private Wiring() {}

    /** On a thread inside. What a new namespace needs before anything else; the settings are those that Docker gives its containers. */
    public static void prepare(RouteSocket inside) {
        Sysctl.write("ipv4/ip_unprivileged_port_start", "0");
        Sysctl.write("ipv4/ping_group_range", "0\t2147483647");
        inside.apply(RouteSocket.up(LOOPBACK, "lo"));
    }

    /** While an {@link Ipv6Default} is off. On a thread inside, if the attachment {@linkplain Attachment#hasSettings has settings}, otherwise on any. */
    public static void attach(RouteSocket outside, RouteSocket inside, int namespace, Attachment wanted) {
        Link bridge = outside.link(wanted.bridge())
                .orElseThrow(() -> new JcomposeException(
                        Kind.FAILED_PRECONDITION,
                        "bridge \"" + wanted.bridge() + "\" is gone",
                        "remove the network and make it anew"));
        VethPair pair = new VethPair(
                wanted.hostInterface(), bridge.index(), wanted.mtu(), wanted.interfaceName(), namespace, wanted.mac());
        List<Message> make = new ArrayList<>(List.of(RouteSocket.newVeth(pair)));
        outside.apply(make);
        if (wanted.hairpin()) {
            outside.link(wanted.hostInterface())
                    .ifPresent(link -> outside.apply(RouteSocket.hairpin(link.index(), wanted.hostInterface())));
        }
        int index = inside.link(wanted.interfaceName()).orElseThrow().index();
        if (wanted.hasIpv6()) {
            Sysctl.write("ipv6/conf/" + wanted.interfaceName() + "/disable_ipv6", "0");
            Sysctl.write("ipv6/conf/" + wanted.interfaceName() + "/accept_dad", "0");
        }
        wanted.sysctls().forEach(Sysctl::write);
        List<Message> messages = new ArrayList<>();
        for (LinkAddress address : wanted.addresses()) {
            messages.add(RouteSocket.newAddress(index, address.address(), address.prefix()));
        }
        messages.add(RouteSocket.up(index, wanted.interfaceName()));
        inside.apply(messages);
    }

    /** Deletes the pair by its outer end; does nothing when there is none. */
    public static void detach(RouteSocket outside, String hostInterface) {
        outside.link(hostInterface)
                .ifPresent(link -> outside.apply(RouteSocket.deleteLink(link.index(), hostInterface)));
    }

    /** Makes these the default routes instead of whatever was; null for no route of that family. */
    public static void defaultRoutes(
            RouteSocket inside, @Nullable InetAddress gateway4, @Nullable InetAddress gateway6) {
        List<Route> routes = inside.routes();
        List<Message> messages = new ArrayList<>();
        for (Route route : routes) {
            if (route.prefixLength() == 0) {
                messages.add(RouteSocket.deleteRoute(route));
            }
        }
        List<InterfaceAddress> addresses = inside.addresses();
        for (InetAddress gateway : gateway6 == null ? list(gateway4) : both(gateway4, gateway6)) {
            int link = addresses.stream()
                    .filter(own ->
                            Cidr.containing(own.address(), own.prefixLength()).contains(gateway))
                    .mapToInt(InterfaceAddress::link)
                    .findFirst()
                    .orElseThrow();
            InetAddress any = Cidr.address(gateway instanceof Inet4Address ? "0.0.0.0" : "::");
            messages.add(RouteSocket.newRoute(new Route(any, 0, gateway, link)));
        }
        inside.apply(messages);
    }

    private static List<InetAddress> list(@Nullable InetAddress gateway) {
        return gateway == null ? List.of() : List.of(gateway);
    }

    private static List<InetAddress> both(@Nullable InetAddress gateway4, InetAddress gateway6) {
        return gateway4 == null ? List.of(gateway6) : List.of(gateway4, gateway6);
    }
}

package io.jcompose.network.bridge;

import io.jcompose.error.JcomposeException;
import io.jcompose.error.JcomposeException.Kind;
import io.jcompose.linux.netlink.InterfaceAddress;
import io.jcompose.linux.netlink.Link;
import io.jcompose.linux.netlink.Message;
import io.jcompose.linux.netlink.NetworkNamespace;
import io.jcompose.linux.netlink.RouteSocket;
import java.net.Inet6Address;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Bridges in the host's namespace. A network may use one that the administrator made, as with docker: that one gets addresses, and is not removed. The engine's
 * own have its prefix, or its note where the user chose the name.
 */
public final class Bridges {
    private final InterfaceNames names;

    public Bridges(InterfaceNames names) {
        this.names = names;
    }

    /**
     * Makes the bridge, or completes one that is there: up, with its addresses, routed.
     *
     * @throws JcomposeException CONFLICT when something else has the name, UNSUPPORTED for an IPv6 address where the kernel has no IPv6; nothing is changed then
     */
    public void ensure(String name, int mtu, List<LinkAddress> addresses) {
        NetworkNamespace.onFreshThread("bridge-" + name, () -> {
            try (RouteSocket socket = RouteSocket.open()) {
                ensure(socket, name, mtu, addresses);
            }
            return name;
        });
    }

    private void ensure(RouteSocket socket, String name, int mtu, List<LinkAddress> addresses) {
        Optional<Link> present = socket.link(name);
        if (present.isPresent() && !present.get().kind().equals("bridge")) {
            throw new JcomposeException(
                    Kind.CONFLICT,
                    "interface \"" + name + "\" exists and is no bridge",
                    "choose another com.docker.network.bridge.name");
        }
        boolean ipv6 = addresses.stream().anyMatch(address -> address.address() instanceof Inet6Address);
        if (ipv6 && !Sysctl.hasIpv6()) {
            throw new JcomposeException(
                    Kind.UNSUPPORTED,
                    "bridge \"" + name + "\" shall have an IPv6 address, but this machine's kernel has no IPv6",
                    "leave enable_ipv6 and IPv6 subnets out, or boot without ipv6.disable=1");
        }
        if (present.isEmpty()) {
            socket.apply(RouteSocket.newBridge(
                    name, mtu, Attachment.macOf(addresses.getFirst().address().getAddress())));
        }
        Link link = present.or(() -> socket.link(name)).orElseThrow();
        List<Message> messages = new ArrayList<>();
        if (present.isEmpty() && !name.startsWith(names.bridgePrefix())) {
            messages.add(RouteSocket.alias(link.index(), name, names.note()));
        }
        Sysctl.forwardIpv4();
        // Without it a packet from 127.0.0.1 can't leave towards a published port; the firewall drops what comes in for
        // 127.0.0.0/8.
        Sysctl.write("ipv4/conf/" + name + "/route_localnet", "1");
        if (ipv6 || Sysctl.hasIpv6() && (present.isEmpty() || isOwn(link))) {
            Sysctl.write("ipv6/conf/" + name + "/accept_ra", "0");
            Sysctl.write("ipv6/conf/" + name + "/disable_ipv6", ipv6 ? "0" : "1");
        }
        if (ipv6) {
            Sysctl.forwardIpv6();
        }
        List<InterfaceAddress> has = present.isEmpty() ? List.of() : socket.addresses();
        for (LinkAddress address : addresses) {
            if (has.stream()
                    .noneMatch(
                            old -> old.link() == link.index() && old.address().equals(address.address()))) {
                messages.add(RouteSocket.newAddress(link.index(), address.address(), address.prefix()));
            }
        }
        if (!link.up()) {
            messages.add(RouteSocket.up(link.index(), name));
        }
        socket.apply(messages);
    }

    private boolean isOwn(Link link) {
        return link.kind().equals("bridge")
                && (link.name().startsWith(names.bridgePrefix()) || link.alias().equals(names.note()));
    }

    /** Does nothing when there is none, or only one that is somebody else's. */
    public void remove(String name) {
        NetworkNamespace.onFreshThread("bridge-" + name, () -> {
            try (RouteSocket socket = RouteSocket.open()) {
                socket.link(name)
                        .filter(this::isOwn)
                        .ifPresent(link -> socket.apply(RouteSocket.deleteLink(link.index(), name)));
            }
            return name;
        });
    }

    /** Removes the interfaces of this engine of which nobody knows any more. */
    public void removeOthers(List<String> known) {
        NetworkNamespace.onFreshThread("bridge-sweep", () -> {
            try (RouteSocket socket = RouteSocket.open()) {
                for (Link link : socket.links()) {
                    boolean ours = link.name().startsWith(names.bridgePrefix())
                            || link.name().startsWith(names.vethPrefix());
                    if (ours && !known.contains(link.name())) {
                        socket.apply(RouteSocket.deleteLink(link.index(), link.name()));
                    }
                }
            }
            return names;
        });
    }
}

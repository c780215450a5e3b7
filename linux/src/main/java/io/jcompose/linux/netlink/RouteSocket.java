package io.jcompose.linux.netlink;

import io.jcompose.linux.Errno;
import io.jcompose.linux.LinuxException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * rtnetlink(7) in the namespace of the thread that opened it.
 *
 * <p>The static methods make messages; {@link #apply} sends any number of them at once.
 */
public final class RouteSocket implements AutoCloseable {
    private static final int NETLINK_ROUTE = 0;
    private static final int RTM_NEWLINK = 16;
    private static final int RTM_DELLINK = 17;
    private static final int RTM_GETLINK = 18;
    private static final int RTM_NEWADDR = 20;
    private static final int RTM_DELADDR = 21;
    private static final int RTM_GETADDR = 22;
    private static final int RTM_NEWROUTE = 24;
    private static final int RTM_DELROUTE = 25;
    private static final int RTM_GETROUTE = 26;
    private static final int CREATE = Message.NLM_F_ACK | Message.NLM_F_CREATE | Message.NLM_F_EXCL;
    private static final int AF_INET = 2;
    private static final int AF_INET6 = 10;
    private static final int IFF_UP = 1;
    private static final int IFLA_ADDRESS = 1;
    private static final int IFLA_IFNAME = 3;
    private static final int IFLA_MTU = 4;
    private static final int IFLA_MASTER = 10;
    private static final int IFLA_LINKINFO = 18;
    private static final int IFLA_IFALIAS = 20;
    private static final int IFLA_GROUP = 27;
    private static final int IFLA_NET_NS_FD = 28;
    private static final int IFLA_NUM_TX_QUEUES = 31;
    private static final int IFLA_NUM_RX_QUEUES = 32;
    private static final int IFLA_INFO_KIND = 1;
    private static final int IFLA_INFO_DATA = 2;
    private static final int IFLA_INFO_SLAVE_KIND = 4;
    private static final int IFLA_INFO_SLAVE_DATA = 5;
    private static final int IFLA_BRPORT_MODE = 4;
    private static final int VETH_INFO_PEER = 1;
    private static final int IFLA_BR_FORWARD_DELAY = 1;
    private static final int IFLA_BR_STP_STATE = 5;
    private static final int IFA_ADDRESS = 1;
    private static final int IFA_LOCAL = 2;
    private static final int IFA_BROADCAST = 4;
    private static final int IFA_FLAGS = 8;
    private static final int IFA_F_NODAD = 2;
    private static final int RTA_DST = 1;
    private static final int RTA_OIF = 4;
    private static final int RTA_GATEWAY = 5;
    private static final int RT_TABLE_MAIN = 254;
    private static final int RTPROT_BOOT = 3;
    private static final int RTN_UNICAST = 1;

    private final NetlinkSocket socket;

    private RouteSocket(NetlinkSocket socket) {
        this.socket = socket;
    }

    public static RouteSocket open() {
        return new RouteSocket(NetlinkSocket.open(NETLINK_ROUTE));
    }

    /** Sends the messages in one go; the kernel does those after a refused one too. */
    public void apply(Message... messages) {
        socket.request(List.of(messages));
    }

    public void apply(List<Message> messages) {
        if (!messages.isEmpty()) {
            socket.request(messages);
        }
    }

    /** A bridge without spanning tree that forwards at once, and is up. */
    public static Message newBridge(String name, int mtu, String mac) {
        Message message = link(RTM_NEWLINK, CREATE, 0, IFF_UP, "create bridge " + name);
        message.attribute(IFLA_IFNAME, name).attribute32(IFLA_MTU, mtu).attribute(IFLA_ADDRESS, mac(mac));
        return message.nested(
                IFLA_LINKINFO,
                () -> message.attribute(IFLA_INFO_KIND, "bridge")
                        .nested(
                                IFLA_INFO_DATA,
                                () -> message.attribute32(IFLA_BR_FORWARD_DELAY, 0)
                                        .attribute32(IFLA_BR_STP_STATE, 0)));
    }

    /** Both ends at once: this one up and a port of its bridge, the other born in its namespace. */
    public static Message newVeth(VethPair pair) {
        Message message = link(RTM_NEWLINK, CREATE, 0, IFF_UP, "create veth " + pair.name());
        message.attribute(IFLA_IFNAME, pair.name())
                .attribute32(IFLA_MTU, pair.mtu())
                .attribute32(IFLA_MASTER, pair.master());
        oneQueue(message);
        return message.nested(
                IFLA_LINKINFO,
                () -> message.attribute(IFLA_INFO_KIND, "veth")
                        .nested(
                                IFLA_INFO_DATA,
                                () -> message.nested(VETH_INFO_PEER, () -> {
                                    message.bytes(new byte[16]);
                                    message.attribute(IFLA_IFNAME, pair.peerName())
                                            .attribute32(IFLA_MTU, pair.mtu())
                                            .attribute(IFLA_ADDRESS, mac(pair.peerMac()))
                                            .attribute32(IFLA_NET_NS_FD, pair.peerNamespace());
                                    oneQueue(message);
                                })));
    }

    /** What a veth uses unless told otherwise. Without saying so it gets one for each processor and a grace period to give the others up. */
    private static void oneQueue(Message message) {
        message.attribute32(IFLA_NUM_TX_QUEUES, 1).attribute32(IFLA_NUM_RX_QUEUES, 1);
    }

    /** Lets the bridge send frames back out of the port they came in by. */
    public static Message hairpin(int port, String name) {
        Message message = link(RTM_NEWLINK, Message.NLM_F_ACK, port, 0, "set hairpin mode of " + name);
        return message.nested(
                IFLA_LINKINFO,
                () -> message.attribute(IFLA_INFO_SLAVE_KIND, "bridge")
                        .nested(IFLA_INFO_SLAVE_DATA, () -> message.attribute8(IFLA_BRPORT_MODE, 1)));
    }

    /** Takes the interface up. */
    public static Message up(int link, String name) {
        return link(RTM_NEWLINK, Message.NLM_F_ACK, link, IFF_UP, "set up " + name);
    }

    /** Moves the interface into the namespace of that descriptor. */
    public static Message move(int link, String name, int namespace) {
        return link(RTM_NEWLINK, Message.NLM_F_ACK, link, 0, "move " + name).attribute32(IFLA_NET_NS_FD, namespace);
    }

    /** Puts the interface into a group. */
    public static Message group(int link, String name, int group) {
        return link(RTM_NEWLINK, Message.NLM_F_ACK, link, 0, "mark " + name).attribute32(IFLA_GROUP, group);
    }

    /** Puts a note on the interface, of at most 255 bytes, which {@code ip link} shows as its alias. */
    public static Message alias(int link, String name, String alias) {
        return link(RTM_NEWLINK, Message.NLM_F_ACK, link, 0, "note on " + name).attribute(IFLA_IFALIAS, alias);
    }

    /** Deletes every interface of the group at once, which takes hardly longer than one. */
    public static Message deleteGroup(int group) {
        return link(RTM_DELLINK, Message.NLM_F_ACK, 0, 0, "delete links of group " + group)
                .attribute32(IFLA_GROUP, group);
    }

    public static Message deleteLink(int link, String name) {
        return link(RTM_DELLINK, Message.NLM_F_ACK, link, 0, "delete link " + name);
    }

    /** An address that is used at once (no duplicate address detection: nobody else assigns addresses on our bridges). */
    public static Message newAddress(int link, InetAddress address, int prefixLength) {
        byte[] bytes = address.getAddress();
        Message message = new Message(
                        RTM_NEWADDR, CREATE, "netlink", "add address " + address.getHostAddress() + "/" + prefixLength)
                .u8(family(address))
                .u8(prefixLength)
                .u8(0)
                .u8(0)
                .u32(link);
        message.attribute(IFA_LOCAL, bytes).attribute(IFA_ADDRESS, bytes);
        if (bytes.length == 4 && prefixLength < 31) {
            int host = prefixLength == 0 ? -1 : (1 << (32 - prefixLength)) - 1;
            message.attribute(
                    IFA_BROADCAST,
                    ByteBuffer.allocate(4)
                            .putInt(ByteBuffer.wrap(bytes).getInt() | host)
                            .array());
        }
        if (bytes.length == 16) {
            message.attribute32(IFA_FLAGS, IFA_F_NODAD);
        }
        return message;
    }

    public static Message deleteAddress(InterfaceAddress address) {
        return new Message(
                        RTM_DELADDR,
                        Message.NLM_F_ACK,
                        "netlink",
                        "delete address " + address.address().getHostAddress())
                .u8(family(address.address()))
                .u8(address.prefixLength())
                .u8(0)
                .u8(0)
                .u32(address.link())
                .attribute(IFA_LOCAL, address.address().getAddress());
    }

    public static Message newRoute(Route route) {
        return route(RTM_NEWROUTE, CREATE, route, "add");
    }

    public static Message deleteRoute(Route route) {
        return route(RTM_DELROUTE, Message.NLM_F_ACK, route, "delete");
    }

    /** Empty when there is no interface of that name. */
    public Optional<Link> link(String name) {
        Message message =
                link(RTM_GETLINK, Message.NLM_F_ACK, 0, 0, "find link " + name).attribute(IFLA_IFNAME, name);
        try {
            return socket.request(message).stream().map(RouteSocket::parseLink).findFirst();
        } catch (LinuxException e) {
            if (e.errno() == Errno.ENODEV) {
                return Optional.empty();
            }
            throw e;
        }
    }

    public List<Link> links() {
        return socket.request(link(RTM_GETLINK, Message.NLM_F_DUMP, 0, 0, "list links")).stream()
                .map(RouteSocket::parseLink)
                .toList();
    }

    public List<InterfaceAddress> addresses() {
        Message message = new Message(RTM_GETADDR, Message.NLM_F_DUMP, "netlink", "list addresses")
                .u32(0)
                .u32(0);
        List<InterfaceAddress> found = new ArrayList<>();
        for (Reply reply : socket.request(message)) {
            Attributes attributes = reply.attributes(8);
            byte[] local = attributes
                    .bytes(IFA_LOCAL)
                    .or(() -> attributes.bytes(IFA_ADDRESS))
                    .orElse(new byte[0]);
            if (local.length == 4 || local.length == 16) {
                int link = ByteBuffer.wrap(reply.body())
                        .order(ByteOrder.nativeOrder())
                        .getInt(4);
                found.add(new InterfaceAddress(link, address(local), Byte.toUnsignedInt(reply.body()[1])));
            }
        }
        return List.copyOf(found);
    }

    /** The unicast routes of the main table, both families. */
    public List<Route> routes() {
        Message message = new Message(RTM_GETROUTE, Message.NLM_F_DUMP, "netlink", "list routes").bytes(new byte[12]);
        List<Route> found = new ArrayList<>();
        for (Reply reply : socket.request(message)) {
            byte[] body = reply.body();
            boolean main = Byte.toUnsignedInt(body[4]) == RT_TABLE_MAIN && body[7] == RTN_UNICAST;
            if (main && (body[0] == AF_INET || body[0] == AF_INET6)) {
                Attributes attributes = reply.attributes(12);
                byte[] destination = attributes.bytes(RTA_DST).orElse(new byte[body[0] == AF_INET ? 4 : 16]);
                @Nullable
                InetAddress gateway =
                        attributes.bytes(RTA_GATEWAY).map(RouteSocket::address).orElse(null);
                found.add(new Route(
                        address(destination), Byte.toUnsignedInt(body[1]), gateway, attributes.u32(RTA_OIF, 0)));
            }
        }
        return List.copyOf(found);
    }

    @Override
    public void close() {
        socket.close();
    }

    private static Message link(int type, int flags, int index, int up, String description) {
        return new Message(type, flags, "netlink", description)
                .u8(0)
                .u8(0)
                .u16(0)
                .u32(index)
                .u32(up)
                .u32(up);
    }

    private static Message route(int type, int flags, Route route, String verb) {
        InetAddress gateway = route.gateway();
        String to = route.prefixLength() == 0
                ? "default"
                : route.destination().getHostAddress() + "/" + route.prefixLength();
        String via = gateway == null ? "" : " via " + gateway.getHostAddress();
        Message message = new Message(type, flags, "netlink", verb + " route " + to + via)
                .u8(family(route.destination()))
                .u8(route.prefixLength())
                .u8(0)
                .u8(0)
                .u8(RT_TABLE_MAIN)
                .u8(RTPROT_BOOT)
                .u8(gateway == null ? 253 : 0)
                .u8(RTN_UNICAST)
                .u32(0);
        if (route.prefixLength() > 0) {
            message.attribute(RTA_DST, route.destination().getAddress());
        }
        if (gateway != null) {
            message.attribute(RTA_GATEWAY, gateway.getAddress());
        }
        return message.attribute32(RTA_OIF, route.link());
    }

    private static Link parseLink(Reply reply) {
        ByteBuffer body = ByteBuffer.wrap(reply.body()).order(ByteOrder.nativeOrder());
        Attributes attributes = reply.attributes(16);
        byte[] mac = attributes.bytes(IFLA_ADDRESS).orElse(new byte[0]);
        return new Link(
                body.getInt(4),
                attributes.text(IFLA_IFNAME),
                attributes.u32(IFLA_MASTER, 0),
                attributes.nested(IFLA_LINKINFO).text(IFLA_INFO_KIND),
                body.getInt(8),
                attributes.u32(IFLA_MTU, 0),
                HexFormat.ofDelimiter(":").formatHex(mac),
                attributes.text(IFLA_IFALIAS));
    }

    private static byte[] mac(String text) {
        return HexFormat.ofDelimiter(":").parseHex(text);
    }

    private static int family(InetAddress address) {
        return address instanceof Inet4Address ? AF_INET : AF_INET6;
    }

    private static InetAddress address(byte[] bytes) {
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("an address of " + bytes.length + " bytes", e);
        }
    }
}

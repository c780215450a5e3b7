package io.jcompose.linux.netlink;

import io.jcompose.linux.Errno;
import io.jcompose.linux.LinuxException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.function.Predicate;

/** The kernel's table of connections (conntrack), as far as somebody wants it to forget some. */
public final class Connections {
    private static final int NETLINK_NETFILTER = 12;
    private static final int GET = 1 << 8 | 1;
    private static final int DELETE = 1 << 8 | 2;
    private static final int ORIGINAL = 1;
    private static final int REPLY = 2;
    private static final int ADDRESSES = 1;
    private static final int PROTOCOL = 2;
    private static final int UDP = 17;

    /**
     * A UDP "connection" as its first packet saw it.
     *
     * @param port to which it was sent
     * @param answering who answers, which address translation may have chosen
     */
    public record Udp(int port, InetAddress answering) {}

    private Connections() {}

    /**
     * Forgets such UDP connections. Their packets are looked at afresh, so that they take part in address translation that came later, or
     * lose one that is gone. As long as packets keep coming the kernel would never do that by itself.
     */
    public static void forgetUdp(Predicate<Udp> which) {
        try (NetlinkSocket socket = NetlinkSocket.open(NETLINK_NETFILTER)) {
            Message list = new Message(GET, Message.NLM_F_DUMP, "conntrack", "list connections").u32(0);
            for (Reply reply : socket.request(list)) {
                Attributes attributes = reply.attributes(4);
                Optional<byte[]> tuple = attributes.bytes(ORIGINAL);
                if (tuple.isPresent() && udp(attributes).filter(which).isPresent()) {
                    forget(socket, reply.body()[0], tuple.get());
                }
            }
        }
    }

    private static void forget(NetlinkSocket socket, byte family, byte[] tuple) {
        Message message = new Message(DELETE, Message.NLM_F_ACK, "conntrack", "forget a connection")
                .u8(family)
                .u8(0)
                .u16(0);
        message.nested(ORIGINAL, () -> message.bytes(tuple));
        try {
            socket.request(message);
        } catch (LinuxException e) {
            // It ended by itself meanwhile.
            if (e.errno() != Errno.ENOENT) {
                throw e;
            }
        }
    }

    private static Optional<Udp> udp(Attributes attributes) {
        Attributes protocol = attributes.nested(ORIGINAL).nested(PROTOCOL);
        byte[] number = protocol.bytes(1).orElse(new byte[1]);
        Optional<byte[]> port = protocol.bytes(3);
        Attributes addresses = attributes.nested(REPLY).nested(ADDRESSES);
        Optional<byte[]> source = addresses.bytes(1).or(() -> addresses.bytes(3));
        if (number[0] != UDP || port.isEmpty() || source.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new Udp(
                    Short.toUnsignedInt(ByteBuffer.wrap(port.get()).getShort()),
                    InetAddress.getByAddress(source.get())));
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }
}

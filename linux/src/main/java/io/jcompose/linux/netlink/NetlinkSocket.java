package io.jcompose.linux.netlink;

import com.sun.jna.LastErrorException;
import com.sun.jna.NativeLong;
import io.jcompose.linux.Errno;
import io.jcompose.linux.LinuxException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A netlink socket. It stays in the network namespace of the thread that opened it, whoever uses it later.
 *
 * <p>Not safe for concurrent use. A request and its answers cost two system calls, however many messages it holds: the kernel works inside
 * send(2).
 */
public final class NetlinkSocket implements AutoCloseable {
    private static final int AF_NETLINK = 16;
    private static final int SOCK_RAW = 3;
    private static final int SOCK_CLOEXEC = 0x80000;
    private static final int SOL_SOCKET = 1;
    private static final int SO_RCVTIMEO = 20;
    private static final int SO_SNDBUFFORCE = 32;
    private static final int SO_RCVBUFFORCE = 33;
    private static final int SOL_NETLINK = 270;
    private static final int NETLINK_ADD_MEMBERSHIP = 1;
    private static final int NETLINK_CAP_ACK = 10;
    private static final int NETLINK_EXT_ACK = 11;
    private static final int NLMSG_ERROR = 2;
    private static final int NLMSG_DONE = 3;
    private static final int NLM_F_CAPPED = 0x100;
    private static final int NLM_F_ACK_TLVS = 0x200;
    private static final int NLMSGERR_ATTR_MSG = 1;
    private static final int BUFFER = 4 << 20;
    private static final int RECEIVE = 64 << 10;

    private final int fd;
    private final byte[] received = new byte[RECEIVE];
    private int sequence;
    private boolean closed;

    private NetlinkSocket(int fd) {
        this.fd = fd;
    }

    /** Opens a socket of that protocol (NETLINK_ROUTE 0, NETLINK_NETFILTER 12) in the namespace of the calling thread. */
    public static NetlinkSocket open(int protocol) {
        String what = "netlink protocol " + protocol;
        int fd;
        try {
            fd = SocketCalls.socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, protocol);
        } catch (LastErrorException e) {
            throw new LinuxException(e.getErrorCode(), "socket", what);
        }
        try {
            // Plain SO_SNDBUF is capped by a sysctl; a batch for a thousand ports must fit into one message.
            SocketCalls.setsockopt(fd, SOL_SOCKET, SO_SNDBUFFORCE, int32(BUFFER), 4);
            SocketCalls.setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, int32(BUFFER), 4);
            SocketCalls.setsockopt(fd, SOL_NETLINK, NETLINK_EXT_ACK, int32(1), 4);
            SocketCalls.setsockopt(fd, SOL_NETLINK, NETLINK_CAP_ACK, int32(1), 4);
            byte[] address = ByteBuffer.allocate(12)
                    .order(ByteOrder.nativeOrder())
                    .putShort((short) AF_NETLINK)
                    .array();
            SocketCalls.bind(fd, address, address.length);
            timeout(fd, 20);
            return new NetlinkSocket(fd);
        } catch (LastErrorException e) {
            SocketCalls.close(fd);
            throw new LinuxException(e.getErrorCode(), "setsockopt", what);
        }
    }

    /** Sends one message and waits for its acknowledgement; the answers before it are the result. */
    public List<Reply> request(Message message) {
        return request(List.of(message));
    }

    /**
     * Sends these messages in one call; the last one, and whichever else wants to, must carry NLM_F_ACK or be a dump.
     *
     * @throws LinuxException for the first message that the kernel refused, with the kernel's own words when it gives some; rtnetlink has done
     *     those before and after it
     */
    public List<Reply> request(List<Message> messages) {
        int first = sequence + 1;
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (Message message : messages) {
            all.writeBytes(message.finish(++sequence));
        }
        transmit(all.toByteArray(), messages.getFirst());
        int expected = first;
        for (int i = 0; i < messages.size(); i++) {
            int flags = messages.get(i).flags();
            if ((flags & Message.NLM_F_ACK) != 0 || (flags & Message.NLM_F_DUMP) == Message.NLM_F_DUMP) {
                expected = first + i;
            }
        }
        List<Reply> replies = new ArrayList<>();
        LinuxException failure = collect(messages, first, expected, replies);
        if (failure != null) {
            throw failure;
        }
        return List.copyOf(replies);
    }

    /** Joins a multicast group and blocks for ever in {@link #receive}. */
    public void subscribe(int group) {
        try {
            SocketCalls.setsockopt(fd, SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, int32(group), 4);
            timeout(fd, 0);
        } catch (LastErrorException e) {
            throw new LinuxException(e.getErrorCode(), "setsockopt", "netlink group " + group);
        }
    }

    /** Waits for one datagram of notifications. An overrun, where the kernel dropped some, gives an empty list. */
    public List<Reply> receive() {
        List<Reply> replies = new ArrayList<>();
        int length;
        try {
            length = SocketCalls.recv(fd, received, new NativeLong(received.length), 0)
                    .intValue();
        } catch (LastErrorException e) {
            if (e.getErrorCode() == 105) {
                return List.of();
            }
            throw new LinuxException(e.getErrorCode(), "recv", "netlink notifications");
        }
        ByteBuffer buffer = ByteBuffer.wrap(received, 0, length).order(ByteOrder.nativeOrder());
        int at = 0;
        while (at + Message.headerLength() <= length) {
            int size = buffer.getInt(at);
            if (size < Message.headerLength() || at + size > length) {
                break;
            }
            int type = Short.toUnsignedInt(buffer.getShort(at + 4));
            replies.add(new Reply(type, Arrays.copyOfRange(received, at + Message.headerLength(), at + size)));
            at += (size + 3) & ~3;
        }
        return replies;
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            SocketCalls.close(fd);
        }
    }

    private void transmit(byte[] data, Message first) {
        while (true) {
            try {
                SocketCalls.send(fd, data, new NativeLong(data.length), 0);
                return;
            } catch (LastErrorException e) {
                if (e.getErrorCode() != Errno.EINTR) {
                    throw new LinuxException(e.getErrorCode(), first.call(), first.description());
                }
            }
        }
    }

    /** Reads until the answer to sequence number {@code last} is complete. */
    private @Nullable LinuxException collect(List<Message> messages, int first, int last, List<Reply> replies) {
        LinuxException failure = null;
        boolean done = false;
        while (!done) {
            int length = receiveReply(messages.getFirst());
            ByteBuffer buffer = ByteBuffer.wrap(received, 0, length).order(ByteOrder.nativeOrder());
            int at = 0;
            while (at + Message.headerLength() <= length) {
                int size = buffer.getInt(at);
                if (size < Message.headerLength() || at + size > length) {
                    break;
                }
                int type = Short.toUnsignedInt(buffer.getShort(at + 4));
                int number = buffer.getInt(at + 8);
                // Answers to an earlier request that failed half way through are of no interest any more.
                if (number >= first && number < first + messages.size()) {
                    if (type == NLMSG_ERROR || type == NLMSG_DONE) {
                        int error = size >= Message.headerLength() + 4 ? buffer.getInt(at + Message.headerLength()) : 0;
                        if (error < 0 && failure == null) {
                            failure = failure(messages.get(number - first), -error, at, size);
                        }
                        done |= number == last;
                    } else {
                        replies.add(
                                new Reply(type, Arrays.copyOfRange(received, at + Message.headerLength(), at + size)));
                    }
                }
                at += (size + 3) & ~3;
            }
        }
        return failure;
    }

    private int receiveReply(Message first) {
        while (true) {
            try {
                return SocketCalls.recv(fd, received, new NativeLong(received.length), 0)
                        .intValue();
            } catch (LastErrorException e) {
                if (e.getErrorCode() != Errno.EINTR) {
                    throw new LinuxException(e.getErrorCode(), first.call() + " answer", first.description());
                }
            }
        }
    }

    private LinuxException failure(Message message, int errno, int at, int size) {
        int flags = Short.toUnsignedInt(
                ByteBuffer.wrap(received).order(ByteOrder.nativeOrder()).getShort(at + 6));
        String words = "";
        if ((flags & NLM_F_ACK_TLVS) != 0) {
            int body = at + Message.headerLength() + 4;
            int echoed =
                    ByteBuffer.wrap(received).order(ByteOrder.nativeOrder()).getInt(body);
            int from = body + ((flags & NLM_F_CAPPED) != 0 ? Message.headerLength() : (echoed + 3) & ~3);
            if (from < at + size) {
                words = Attributes.parse(received, from, at + size).text(NLMSGERR_ATTR_MSG);
            }
        }
        String what = words.isEmpty() ? message.description() : message.description() + " (kernel: " + words + ")";
        return new LinuxException(errno, message.call(), what);
    }

    private static void timeout(int fd, int seconds) {
        SocketCalls.setsockopt(
                fd,
                SOL_SOCKET,
                SO_RCVTIMEO,
                ByteBuffer.allocate(16)
                        .order(ByteOrder.nativeOrder())
                        .putLong(seconds)
                        .array(),
                16);
    }

    private static byte[] int32(int value) {
        return ByteBuffer.allocate(4)
                .order(ByteOrder.nativeOrder())
                .putInt(value)
                .array();
    }
}

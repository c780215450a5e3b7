package io.jcompose.linux.nftables;

import io.jcompose.linux.netlink.Attributes;
import io.jcompose.linux.netlink.NetlinkSocket;
import io.jcompose.linux.netlink.Reply;
import java.util.ArrayList;
import java.util.List;

/** Tells when anybody changes the packet filter of the namespace of the thread that opened it. */
public final class ChangeFeed implements AutoCloseable {
    private static final int NETLINK_NETFILTER = 12;
    private static final int NFNLGRP_NFTABLES = 7;
    private static final int SUBSYSTEM = 10;
    private static final int DELTABLE = 2;
    private static final int NEWCHAIN = 3;
    private static final int DELCHAIN = 5;
    private static final int NEWRULE = 6;
    private static final int DELRULE = 8;

    /**
     * Something changed.
     *
     * @param chain empty when it is not about a chain or a rule
     * @param gone the whole table was deleted
     */
    public record Notice(String table, String chain, boolean gone) {}

    private final NetlinkSocket socket;

    private ChangeFeed(NetlinkSocket socket) {
        this.socket = socket;
    }

    public static ChangeFeed open() {
        NetlinkSocket socket = NetlinkSocket.open(NETLINK_NETFILTER);
        socket.subscribe(NFNLGRP_NFTABLES);
        return new ChangeFeed(socket);
    }

    /** Waits for the next changes. Empty when there were more than the kernel could keep for us. */
    public List<Notice> await() {
        List<Notice> notices = new ArrayList<>();
        for (Reply reply : socket.receive()) {
            int kind = reply.type() & 0xff;
            if (reply.type() >> 8 == SUBSYSTEM && reply.body().length >= 4) {
                Attributes attributes = reply.attributes(4);
                String chain = switch (kind) {
                    case NEWCHAIN, DELCHAIN -> attributes.text(3);
                    case NEWRULE, DELRULE -> attributes.text(2);
                    default -> "";
                };
                notices.add(new Notice(attributes.text(1), chain, kind == DELTABLE));
            }
        }
        return notices;
    }

    @Override
    public void close() {
        socket.close();
    }
}

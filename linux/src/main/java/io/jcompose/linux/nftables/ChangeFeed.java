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

    /**
     * Something changed.
     *
     * @param family number of the table's family
     * @param chain empty when it is about the table, or about something else in it
     */
    public record Notice(int family, String table, String chain) {}

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
                String chain =
                        switch (kind) {
                            case 3, 5 -> attributes.text(3);
                            case 6, 8 -> attributes.text(2);
                            default -> "";
                        };
                notices.add(new Notice(reply.body()[0], attributes.text(1), chain));
            }
        }
        return notices;
    }

    @Override
    public void close() {
        socket.close();
    }
}

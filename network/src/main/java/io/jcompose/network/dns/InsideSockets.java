package io.jcompose.network.dns;

import static io.jcompose.linux.nftables.Expression.equal;
import static io.jcompose.linux.nftables.Expression.load;
import static io.jcompose.linux.nftables.Expression.meta;
import static io.jcompose.linux.nftables.Expression.network;
import static io.jcompose.linux.nftables.Expression.port;
import static io.jcompose.linux.nftables.Expression.transport;

import io.jcompose.linux.nftables.Change;
import io.jcompose.linux.nftables.Expression;
import io.jcompose.linux.nftables.Expression.Meta;
import io.jcompose.linux.nftables.Family;
import io.jcompose.linux.nftables.Hook;
import io.jcompose.linux.nftables.NfTables;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ServerSocketChannel;
import java.util.ArrayList;
import java.util.List;

/** The two sockets of the name server in one sandbox, which block nobody. */
public record InsideSockets(DatagramChannel udp, ServerSocketChannel tcp) implements AutoCloseable {
    private static final String TABLE = "jcompose-dns";
    private static final String CHAIN = "output";
    private static final byte TCP = 6;
    private static final byte UDP = 17;
    private static final int DNS = 53;
    private static final int BACKLOG = 128;

    /**
     * Opens them in the namespace of the calling thread and leads port 53 of 127.0.0.11 to them.
     *
     * @param again there may be rules of an earlier run, which are replaced; that costs 10 ms, in which the kernel waits for readers
     */
    public static InsideSockets open(boolean again) throws IOException {
        InetAddress address = InetAddress.ofLiteral(ResolvConf.INSIDE);
        DatagramChannel udp = DatagramChannel.open(StandardProtocolFamily.INET);
        ServerSocketChannel tcp = null;
        try {
            udp.bind(new InetSocketAddress(address, 0));
            tcp = ServerSocketChannel.open(StandardProtocolFamily.INET);
            tcp.bind(new InetSocketAddress(address, 0), BACKLOG);
            udp.configureBlocking(false);
            tcp.configureBlocking(false);
            InsideSockets sockets = new InsideSockets(udp, tcp);
            sockets.redirect(address.getAddress(), again);
            return sockets;
        } catch (IOException | RuntimeException e) {
            udp.close();
            if (tcp != null) {
                tcp.close();
            }
            throw e;
        }
    }

    @Override
    public void close() {
        try {
            udp.close();
            tcp.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void redirect(byte[] address, boolean again) throws IOException {
        List<Change> changes = new ArrayList<>();
        changes.add(new Change.AddTable(Family.IP, TABLE));
        if (again) {
            changes.add(new Change.DeleteTable(Family.IP, TABLE));
            changes.add(new Change.AddTable(Family.IP, TABLE));
        }
        changes.add(new Change.AddChain(Family.IP, TABLE, CHAIN, "nat", Hook.OUTPUT, -100));
        changes.add(rule(address, UDP, ((InetSocketAddress) udp.getLocalAddress()).getPort()));
        changes.add(rule(address, TCP, ((InetSocketAddress) tcp.getLocalAddress()).getPort()));
        try (NfTables kernel = NfTables.open()) {
            kernel.apply(changes);
        }
    }

    private static Change rule(byte[] address, byte protocol, int port) {
        List<Expression> expressions = List.of(
                network(16, 4, 0),
                equal(0, address),
                meta(Meta.L4PROTO, 0),
                equal(0, new byte[] {protocol}),
                transport(2, 2, 0),
                equal(0, port(DNS)),
                load(0, address),
                load(1, port(port)),
                Expression.dnat(Family.IP, 0, 1));
        return new Change.AddRule(Family.IP, TABLE, CHAIN, false, expressions);
    }
}

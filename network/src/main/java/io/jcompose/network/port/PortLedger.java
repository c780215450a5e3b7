package io.jcompose.network.port;

import io.jcompose.error.JcomposeException;
import io.jcompose.error.JcomposeException.Kind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.channels.DatagramChannel;
import java.nio.channels.NetworkChannel;
import java.nio.channels.ServerSocketChannel;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The ports that this engine holds on the host. Safe for concurrent use. */
public final class PortLedger {
    private static final int BACKLOG = 4096;

    private final Set<Reservation> held = new LinkedHashSet<>();

    /**
     * Reserves all of them, or none.
     *
     * @throws JcomposeException CONFLICT that names every port that is taken and its holder; INVALID for an address the host does not have
     */
    public synchronized List<Reservation> reserve(String owner, List<PortRequest> requests) {
        List<Reservation> done = new ArrayList<>();
        List<String> refused = new ArrayList<>();
        try {
            for (PortRequest request : requests) {
                Optional<Reservation> reservation = bind(owner, request);
                if (reservation.isPresent()) {
                    done.add(reservation.get());
                } else {
                    refused.add(complaint(request, done));
                }
            }
        } catch (RuntimeException e) {
            closeAll(done);
            throw e;
        }
        if (!refused.isEmpty()) {
            closeAll(done);
            throw new JcomposeException(
                    Kind.CONFLICT, String.join("\n", refused), "stop the holder, or publish another host port");
        }
        held.addAll(done);
        return List.copyOf(done);
    }

    public synchronized void release(List<Reservation> reservations) {
        reservations.forEach(held::remove);
        closeAll(reservations);
    }

    /** As {@link #reserve}, but keeps nothing. */
    public void check(List<PortRequest> requests) {
        release(reserve("this check", requests));
    }

    private static Optional<Reservation> bind(String owner, PortRequest request) {
        for (int port = request.first(); port <= Math.max(request.first(), request.last()); port++) {
            Optional<Reservation.Socket> socket = open(request, port);
            if (socket.isPresent()) {
                try {
                    InetSocketAddress local =
                            (InetSocketAddress) socket.get().channel().getLocalAddress();
                    return Optional.of(
                            new Reservation(request, local.getAddress(), local.getPort(), owner, socket.get()));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }
        return Optional.empty();
    }

    private static Optional<Reservation.Socket> open(PortRequest request, int port) {
        InetAddress host = request.host();
        InetSocketAddress address = host == null ? new InetSocketAddress(port) : new InetSocketAddress(host, port);
        NetworkChannel opened = null;
        try {
            Reservation.Socket socket;
            if (request.udp()) {
                DatagramChannel udp = host instanceof Inet4Address
                        ? DatagramChannel.open(StandardProtocolFamily.INET)
                        : DatagramChannel.open();
                opened = udp;
                udp.bind(address);
                socket = new Reservation.Socket.Udp(udp);
            } else {
                ServerSocketChannel tcp = host instanceof Inet4Address
                        ? ServerSocketChannel.open(StandardProtocolFamily.INET)
                        : ServerSocketChannel.open();
                opened = tcp;
                tcp.bind(address, BACKLOG);
                socket = new Reservation.Socket.Tcp(tcp);
            }
            return Optional.of(socket);
        } catch (BindException e) {
            closeQuietly(opened, e);
            if (host != null && !isLocal(host)) {
                throw new JcomposeException(
                        Kind.INVALID,
                        "can't publish on \"" + host.getHostAddress() + "\": the host has no such address",
                        "use an address of the host, or leave it out for all of them",
                        e);
            }
            return Optional.empty();
        } catch (IOException e) {
            closeQuietly(opened, e);
            throw new JcomposeException(
                    Kind.UNAVAILABLE, "can't publish port " + request.describe(port) + ": " + e.getMessage(), "", e);
        }
    }

    /** An address that can be bound with any port belongs to the host. */
    private static boolean isLocal(InetAddress host) {
        try (ServerSocketChannel probe = ServerSocketChannel.open()) {
            probe.bind(new InetSocketAddress(host, 0));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private String complaint(PortRequest request, List<Reservation> sameCall) {
        if (request.last() > request.first()) {
            return "all host ports from " + request.describe(request.first()) + " to " + request.last() + " are in use";
        }
        List<Reservation> all = new ArrayList<>(held);
        all.addAll(sameCall);
        String holder = all.stream()
                .filter(reservation -> reservation.port() == request.first()
                        && reservation.request().udp() == request.udp())
                .map(Reservation::owner)
                .findFirst()
                .or(() -> PortHolder.find(request.first(), request.udp()))
                .orElse("an unknown process");
        return "port " + request.describe(request.first()) + " is in use by " + holder;
    }

    private static void closeAll(List<Reservation> reservations) {
        for (Reservation reservation : reservations) {
            try {
                reservation.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static void closeQuietly(@Nullable NetworkChannel channel, IOException because) {
        if (channel != null) {
            try {
                channel.close();
            } catch (IOException e) {
                because.addSuppressed(e);
            }
        }
    }
}

package io.jcompose.network.port;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Serves the sockets of reserved ports on Vert.x's event loops. Safe for concurrent use. */
public final class PortProxy implements AutoCloseable {
    private static final int DATAGRAM = 65535;

    private final EventLoopGroup loops;
    /** Where a port leads to at the moment. */
    private static final class Target {
        private volatile InetSocketAddress address;

        Target(InetSocketAddress address) {
            this.address = address;
        }
    }

    private record Served(Channel channel, Target target) {}

    private final Map<Reservation, Served> served = new ConcurrentHashMap<>();

    public PortProxy(Vertx vertx) {
        this.loops = ((VertxInternal) vertx).nettyEventLoopGroup();
    }

    /** Hands whatever comes to the port on to the target. */
    public void serve(Reservation reservation, InetSocketAddress address) {
        Target target = new Target(address);
        Channel channel = switch (reservation.socket()) {
            case Reservation.Socket.Tcp tcp ->
                new ServerBootstrap()
                        .group(loops)
                        .channelFactory(() -> new NioServerSocketChannel(tcp.channel()))
                        .childOption(ChannelOption.AUTO_READ, false)
                        .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
                        .childHandler(new ChannelInitializer<Channel>() {
                            @Override
                            protected void initChannel(Channel client) {
                                TcpRelay.connect(client, target.address);
                            }
                        })
                        .register()
                        .channel();
            case Reservation.Socket.Udp udp ->
                new Bootstrap()
                        .group(loops)
                        .channelFactory(() -> new NioDatagramChannel(udp.channel()))
                        .option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(DATAGRAM))
                        .handler(new UdpRelay(() -> target.address))
                        .register()
                        .channel();
        };
        served.put(reservation, new Served(channel, target));
    }

    /** Hands new connections on to another target. */
    public void target(Reservation reservation, InetSocketAddress address) {
        Served known = served.get(reservation);
        if (known == null) {
            serve(reservation, address);
        } else {
            known.target().address = address;
        }
    }

    /** Stops it; the port can be taken when this returns. Connections that are open go on until their ends close them. */
    public void stop(Reservation reservation) {
        Served gone = served.remove(reservation);
        if (gone != null) {
            gone.channel().close().awaitUninterruptibly();
            awaitDescriptorClosed(gone.channel().eventLoop(), reservation.socket());
        }
    }

    /**
     * Netty tells of the end when the channel is closed, but its descriptor, and so the port, goes only when its selector comes to it the next time
     * (sun.nio.ch.SelectorImpl.processDeregisterQueue). A loop that does tasks again has been at its selector.
     */
    private static void awaitDescriptorClosed(EventLoop loop, Reservation.Socket socket) {
        boolean registered;
        do {
            registered = socket.registered();
            loop.submit(() -> {}).awaitUninterruptibly();
        } while (registered);
    }

    @Override
    public void close() {
        served.keySet().forEach(this::stop);
    }
}

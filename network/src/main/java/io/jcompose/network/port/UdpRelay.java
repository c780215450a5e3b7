package io.jcompose.network.port;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.handler.timeout.IdleStateHandler;
import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Passes datagrams on, with a socket for each client so that answers find back. All of it runs on one event loop. */
final class UdpRelay extends SimpleChannelInboundHandler<DatagramPacket> {
    private static final int IDLE_SECONDS = 90;
    private static final int MOST_CLIENTS = 10_000;
    private static final int DATAGRAM = 65535;

    private final Supplier<InetSocketAddress> target;
    private final Map<InetSocketAddress, ChannelFuture> clients = new LinkedHashMap<>();

    UdpRelay(Supplier<InetSocketAddress> target) {
        this.target = target;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, DatagramPacket packet) {
        InetSocketAddress client = packet.sender();
        ChannelFuture connected = clients.get(client);
        if (connected == null) {
            if (clients.size() >= MOST_CLIENTS) {
                clients.values().iterator().next().channel().close();
            }
            connected = connect(context.channel(), client);
            clients.put(client, connected);
        }
        ByteBuf data = packet.content().retain();
        connected.addListener(future -> {
            if (future.isSuccess()) {
                ((ChannelFuture) future).channel().writeAndFlush(data);
            } else {
                data.release();
            }
        });
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        List.copyOf(clients.values()).forEach(connected -> connected.channel().close());
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        // A client that is gone; the others stay.
        context.fireUserEventTriggered(cause);
    }

    private ChannelFuture connect(Channel server, InetSocketAddress client) {
        ChannelFuture connected = new Bootstrap()
                .group(server.eventLoop())
                .channel(NioDatagramChannel.class)
                .option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(DATAGRAM))
                .handler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline()
                                .addLast(new IdleStateHandler(0, 0, IDLE_SECONDS))
                                .addLast(new Answers(server, client));
                    }
                })
                .connect(target.get());
        connected.channel().closeFuture().addListener(_ -> clients.remove(client, connected));
        return connected;
    }

    private static final class Answers extends SimpleChannelInboundHandler<DatagramPacket> {
        private final Channel server;
        private final InetSocketAddress client;

        Answers(Channel server, InetSocketAddress client) {
            this.server = server;
            this.client = client;
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, DatagramPacket packet) {
            server.writeAndFlush(new DatagramPacket(packet.content().retain(), client));
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) {
            if (event instanceof IdleStateEvent) {
                context.close();
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            // Nobody listens at the target just now.
            context.close();
        }
    }
}

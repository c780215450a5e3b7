package io.jcompose.network.port;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.net.InetSocketAddress;

/**
 * One direction of a connection. Reads only when the other side has taken what was read before, and passes on the end of one direction
 * while the other goes on.
 */
final class TcpRelay extends ChannelInboundHandlerAdapter {
    private final Channel other;

    private TcpRelay(Channel other) {
        this.other = other;
    }

    /** Connects the client, from which nothing was read yet, with the target; closes it when there is nobody. */
    static void connect(Channel client, InetSocketAddress target) {
        new Bootstrap()
                .group(client.eventLoop())
                .channel(NioSocketChannel.class)
                .option(ChannelOption.AUTO_READ, false)
                .option(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .option(ChannelOption.TCP_NODELAY, true)
                .handler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel server) {
                        server.pipeline().addLast(new TcpRelay(client));
                        client.pipeline().addLast(new TcpRelay(server));
                    }
                })
                .connect(target)
                .addListener((ChannelFutureListener) connected -> {
                    if (connected.isSuccess()) {
                        connected.channel().read();
                        client.read();
                    } else {
                        // A reset, which is what the client would see without us.
                        client.config().setOption(ChannelOption.SO_LINGER, 0);
                        client.close();
                    }
                });
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        other.writeAndFlush(message).addListener(written -> {
            if (written.isSuccess()) {
                context.channel().read();
            } else {
                context.close();
            }
        });
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof ChannelInputShutdownEvent) {
            other.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(_ -> {
                ((DuplexChannel) other).shutdownOutput();
                if (((DuplexChannel) other).isInputShutdown()) {
                    other.close();
                    context.close();
                }
            });
        }
        context.fireUserEventTriggered(event);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        other.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        // A reset by one side ends both.
        context.close();
    }
}

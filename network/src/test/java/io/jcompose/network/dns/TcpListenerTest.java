package io.jcompose.network.dns;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoRegistration;
import io.netty.channel.nio.NioIoOps;
import io.netty.util.concurrent.Future;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.ServerSocketChannel;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class TcpListenerTest {
    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void close() {
        vertx.close().await();
    }

    /** Stands for the want of a descriptor, which accept(2) tells again and again for as long as somebody waits. */
    @Test
    void afterAFailureItRestsAndGoesOn() throws Exception {
        IoEventLoop loop =
                (IoEventLoop) ((VertxInternal) vertx).nettyEventLoopGroup().next();
        AtomicInteger connections = new AtomicInteger();
        try (ServerSocketChannel server = ServerSocketChannel.open()) {
            server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            server.configureBlocking(false);
            TcpListener listener = new TcpListener(server, loop, channel -> {
                if (connections.incrementAndGet() == 1) {
                    throw new IllegalStateException("not now");
                }
                channel.pipeline().addLast(new ChannelInboundHandlerAdapter() {
                    @Override
                    public void channelActive(ChannelHandlerContext context) {
                        context.writeAndFlush(context.alloc().buffer().writeByte('!'));
                    }
                });
            });
            Future<IoRegistration> registered = loop.register(listener);
            assertThat(registered.await(10, TimeUnit.SECONDS)).isTrue();
            registered.getNow().submit(NioIoOps.ACCEPT);

            InetSocketAddress address = (InetSocketAddress) server.getLocalAddress();
            assertThat(firstByte(address)).as("closed, not left open").isEqualTo(-1);
            assertThat(firstByte(address)).isEqualTo('!');
            assertThat(connections).hasValue(2);
            loop.submit(() -> registered.getNow().cancel()).sync();
        }
    }

    private static int firstByte(InetSocketAddress address) throws IOException {
        try (Socket client = new Socket()) {
            client.setSoTimeout(10_000);
            client.connect(address, 10_000);
            return client.getInputStream().read();
        }
    }
}

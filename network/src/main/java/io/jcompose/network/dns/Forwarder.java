package io.jcompose.network.dns;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.LengthFieldBasedFrameDecoder;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Asks name servers outside, from the host's namespace.
 *
 * <p>The bytes of query and answer pass unchanged, so that whatever extension both sides know works. Every question has a socket of its own
 * (a port that nobody can guess). A server that is silent for a second is joined by the next one, and by the first once more; the first good
 * answer wins.
 */
final class Forwarder {
    private static final int PORT = 53;
    private static final int MOST_SERVERS = 3;
    private static final int MOST_QUESTIONS = 1024;
    private static final long NEXT_MILLIS = 1000;
    private static final long GIVE_UP_MILLIS = 4500;
    private static final int LARGEST = 65535;

    private final AtomicInteger open = new AtomicInteger();

    /**
     * Asks.
     *
     * @param done is called once, on the event loop: the answer, or null when nobody gave one
     */
    void ask(
            EventLoop loop,
            List<InetAddress> servers,
            Question question,
            byte[] packet,
            boolean tcp,
            Consumer<byte @Nullable []> done) {
        if (servers.isEmpty() || open.incrementAndGet() > MOST_QUESTIONS) {
            if (!servers.isEmpty()) {
                open.decrementAndGet();
            }
            done.accept(null);
            return;
        }
        List<InetAddress> asked = servers.subList(0, Math.min(MOST_SERVERS, servers.size()));
        new Exchange(loop, asked, question, packet, tcp, done).start();
    }

    /** One question on its way. All of it runs on one event loop. */
    private final class Exchange {
        private final EventLoop loop;
        private final List<InetAddress> servers;
        private final Question question;
        private final byte[] packet;
        private final boolean tcp;
        private final Consumer<byte @Nullable []> done;
        private final List<Channel> channels = new ArrayList<>();
        private byte @Nullable [] second;
        private int sent;
        private int failed;
        private boolean finished;

        Exchange(
                EventLoop loop,
                List<InetAddress> servers,
                Question question,
                byte[] packet,
                boolean tcp,
                Consumer<byte @Nullable []> done) {
            this.loop = loop;
            this.servers = servers;
            this.question = question;
            this.packet = packet;
            this.tcp = tcp;
            this.done = done;
        }

        void start() {
            loop.schedule(() -> finish(second), GIVE_UP_MILLIS, TimeUnit.MILLISECONDS);
            next();
        }

        /** Once around and the first again: its answer, or the question, may just have been lost. */
        private void next() {
            if (finished || sent > servers.size()) {
                return;
            }
            InetAddress server = servers.get(sent % servers.size());
            sent++;
            send(new InetSocketAddress(server, PORT));
            loop.schedule(this::next, NEXT_MILLIS, TimeUnit.MILLISECONDS);
        }

        private void send(InetSocketAddress server) {
            Bootstrap bootstrap =
                    new Bootstrap().group(loop).option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) GIVE_UP_MILLIS);
            if (tcp) {
                bootstrap.channel(NioSocketChannel.class);
            } else {
                bootstrap
                        .channel(NioDatagramChannel.class)
                        .option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(LARGEST));
            }
            ChannelFuture connected = bootstrap
                    .handler(new ChannelInitializer<Channel>() {
                        @Override
                        protected void initChannel(Channel channel) {
                            if (tcp) {
                                channel.pipeline().addLast(new LengthFieldBasedFrameDecoder(LARGEST + 2, 0, 2, 0, 2));
                            }
                            channel.pipeline().addLast(new Listener());
                        }
                    })
                    .connect(server);
            channels.add(connected.channel());
            connected.addListener(future -> {
                if (future.isSuccess()) {
                    ByteBuf data = tcp
                            ? Unpooled.buffer().writeShort(packet.length).writeBytes(packet)
                            : Unpooled.wrappedBuffer(packet);
                    connected.channel().writeAndFlush(data);
                } else {
                    lost();
                }
            });
        }

        private void lost() {
            failed++;
            if (failed > servers.size()) {
                finish(second);
            } else {
                next();
            }
        }

        private void received(byte[] answer) {
            if (!Answer.matches(answer, question)) {
                return;
            }
            int code = Answer.code(answer);
            boolean unhelpful =
                    code == Answer.SERVER_FAILURE || code == Answer.REFUSED || code == Answer.NOT_IMPLEMENTED;
            if (unhelpful) {
                second = answer;
                lost();
            } else {
                finish(answer);
            }
        }

        private void finish(byte @Nullable [] answer) {
            if (!finished) {
                finished = true;
                open.decrementAndGet();
                channels.forEach(Channel::close);
                done.accept(answer);
            }
        }

        private final class Listener extends SimpleChannelInboundHandler<Object> {
            @Override
            protected void channelRead0(ChannelHandlerContext context, Object message) {
                ByteBuf data = message instanceof DatagramPacket datagram ? datagram.content() : (ByteBuf) message;
                byte[] answer = new byte[data.readableBytes()];
                data.readBytes(answer);
                received(answer);
            }

            @Override
            public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
                // Port unreachable and the like: this server will not answer.
                context.close();
                lost();
            }
        }
    }
}

package io.jcompose.network.dns;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoRegistration;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandle;
import io.netty.channel.nio.NioIoOps;
import io.netty.handler.codec.LengthFieldBasedFrameDecoder;
import io.netty.handler.timeout.ReadTimeoutHandler;
import io.netty.util.concurrent.Future;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * Answers the questions of all sandboxes on Vert.x's event loops. Safe for concurrent use.
 *
 * <p>Vert.x has no way to adopt a socket that is bound already, in another namespace; so its netty event loops are used directly. They must
 * be of the NIO transport, which is Vert.x's default.
 */
public final class NameServer implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(NameServer.class.getName());
    private static final int LARGEST = 65535;
    private static final int IDLE_SECONDS = 10;

    /**
     * What a sandbox may ask.
     *
     * @param networks those it is connected to, in the order in which names are looked up
     * @param servers asked for other names instead of the host's; empty for the host's
     * @param links names of this sandbox alone for names that the networks know, in small letters
     * @param outside whether other names are asked for at all: not from a sandbox on internal networks only
     */
    public record View(List<String> networks, List<InetAddress> servers, Map<String, String> links, boolean outside) {
        public View {
            networks = List.copyOf(networks);
            servers = List.copyOf(servers);
            links = Map.copyOf(links);
        }
    }

    private final NameDirectory directory;
    private final HostResolvers host;
    private final EventLoopGroup loops;
    private final Forwarder forwarder = new Forwarder();
    private final Map<String, View> views = new ConcurrentHashMap<>();
    private final Map<String, Listening> listening = new ConcurrentHashMap<>();

    public NameServer(Vertx vertx, NameDirectory directory, HostResolvers host) {
        this.directory = directory;
        this.host = host;
        this.loops = ((VertxInternal) vertx).nettyEventLoopGroup();
    }

    /** Begins to answer on these sockets, which from now on are closed by {@link #stop}. */
    public void serve(String sandbox, InsideSockets sockets, View view) {
        views.put(sandbox, view);
        // both on one, which need be woken but once
        IoEventLoop loop = (IoEventLoop) loops.next();
        UdpListener udp =
                new UdpListener(sockets.udp(), (packet, reply) -> respond(sandbox, packet, false, loop, reply));
        TcpListener tcp = new TcpListener(
                sockets.tcp(),
                loop,
                channel -> channel.pipeline()
                        .addLast(new ReadTimeoutHandler(IDLE_SECONDS))
                        .addLast(new LengthFieldBasedFrameDecoder(LARGEST + 2, 0, 2, 0, 2))
                        .addLast(new TcpQuestions(sandbox)));
        Listening begun = new Listening(loop, sockets);
        listening.put(sandbox, begun);
        loop.execute(() -> {
            begun.hear(udp, NioIoOps.READ);
            begun.hear(tcp, NioIoOps.ACCEPT);
        });
    }

    /** To the sockets of one sandbox. What happens here happens on the event loop. */
    private record Listening(IoEventLoop loop, InsideSockets sockets, List<IoRegistration> registrations) {
        Listening(IoEventLoop loop, InsideSockets sockets) {
            this(loop, sockets, new ArrayList<>());
        }

        private void hear(NioIoHandle listener, NioIoOps wanted) {
            loop.register(listener).addListener((Future<IoRegistration> registered) -> {
                if (registered.isSuccess()) {
                    registrations.add(registered.getNow());
                    registered.getNow().submit(wanted);
                } else {
                    LOG.log(System.Logger.Level.WARNING, "a sandbox can''t ask for names", registered.cause());
                }
            });
        }

        private void end() {
            registrations.forEach(IoRegistration::cancel);
            sockets.close();
        }
    }

    public boolean serves(String sandbox) {
        return views.containsKey(sandbox);
    }

    /** After the sandbox was connected to another network, or disconnected. */
    public void change(String sandbox, View view) {
        views.replace(sandbox, view);
    }

    public void stop(String sandbox) {
        views.remove(sandbox);
        Listening over = listening.remove(sandbox);
        if (over != null) {
            over.loop().execute(over::end);
        }
    }

    @Override
    public void close() {
        List.copyOf(listening.keySet()).forEach(this::stop);
    }

    private void respond(String sandbox, byte[] packet, boolean tcp, EventLoop loop, Consumer<byte[]> reply) {
        View view = views.get(sandbox);
        if (view == null) {
            return;
        }
        switch (Question.parse(packet)) {
            case Question.Parsed.Ignored _ -> {
                // Answering an answer would let two servers talk for ever.
            }
            case Question.Parsed.Refused refused -> reply.accept(Answer.refusal(refused));
            case Question.Parsed.Ok(Question question) -> {
                Optional<byte[]> own = own(view, question, tcp);
                if (own.isPresent()) {
                    reply.accept(own.get());
                } else if (!view.outside()) {
                    reply.accept(Answer.empty(question, Answer.SERVER_FAILURE));
                } else {
                    List<InetAddress> servers =
                            view.servers().isEmpty() ? host.current().servers() : view.servers();
                    forwarder.ask(
                            loop,
                            servers,
                            question,
                            packet,
                            tcp,
                            answer -> reply.accept(
                                    answer == null ? Answer.empty(question, Answer.SERVER_FAILURE) : answer));
                }
            }
        }
    }

    /** What the networks themselves know; empty when somebody else must be asked. */
    private Optional<byte[]> own(View view, Question question, boolean tcp) {
        if (question.queryClass() != 1) {
            return Optional.empty();
        }
        if (question.type() == Question.PTR) {
            return ReverseName.address(question.name())
                    .flatMap(address -> directory.reverse(view.networks(), address))
                    .map(name -> Answer.pointer(question, name));
        }
        String name = view.links().getOrDefault(question.name(), question.name());
        return directory.lookup(view.networks(), name).map(addresses -> {
            List<InetAddress> wanted = addresses.stream()
                    .filter(address -> switch (question.type()) {
                        case Question.A -> address.getAddress().length == 4;
                        case Question.AAAA -> address.getAddress().length == 16;
                        case Question.ANY -> true;
                        default -> false;
                    })
                    .toList();
            return Answer.addresses(question, wanted, tcp);
        });
    }

    private final class TcpQuestions extends SimpleChannelInboundHandler<ByteBuf> {
        private final String sandbox;

        TcpQuestions(String sandbox) {
            this.sandbox = sandbox;
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, ByteBuf message) {
            byte[] packet = new byte[message.readableBytes()];
            message.readBytes(packet);
            respond(
                    sandbox,
                    packet,
                    true,
                    context.channel().eventLoop(),
                    answer -> context.writeAndFlush(Unpooled.buffer(answer.length + 2)
                            .writeShort(answer.length)
                            .writeBytes(answer)));
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            context.close();
        }
    }
}

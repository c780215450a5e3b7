package io.jcompose.network.dns;

import io.netty.channel.EventLoop;
import io.netty.channel.IoEvent;
import io.netty.channel.IoRegistration;
import io.netty.channel.nio.NioIoHandle;
import io.netty.channel.nio.NioIoOps;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.io.IOException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Takes the connections of one sandbox. As {@link UdpListener}, without a channel of netty's before there is somebody. */
final class TcpListener implements NioIoHandle {
    private static final System.Logger LOG = System.getLogger(TcpListener.class.getName());
    /** Then others of the event loop have their turn. */
    private static final int AT_ONCE = 16;
    /** There may be a descriptor by then. */
    private static final int RETRY_SECONDS = 1;

    private final ServerSocketChannel socket;
    private final EventLoop loop;
    private final Consumer<NioSocketChannel> connected;

    /** @param connected furnishes a channel that begins to read afterwards */
    TcpListener(ServerSocketChannel socket, EventLoop loop, Consumer<NioSocketChannel> connected) {
        this.socket = socket;
        this.loop = loop;
        this.connected = connected;
    }

    @Override
    public SelectableChannel selectableChannel() {
        return socket;
    }

    @Override
    public void handle(IoRegistration registration, IoEvent event) {
        try {
            for (int count = 0; count < AT_ONCE; count++) {
                SocketChannel accepted = socket.accept();
                if (accepted == null) {
                    return;
                }
                begin(accepted);
            }
        } catch (IOException | RuntimeException e) {
            LOG.log(System.Logger.Level.DEBUG, "a connection to the name server", e);
            registration.submit(NioIoOps.NONE);
            loop.schedule(() -> resume(registration), RETRY_SECONDS, TimeUnit.SECONDS);
        }
    }

    private void begin(SocketChannel accepted) throws IOException {
        try {
            NioSocketChannel channel = new NioSocketChannel(accepted);
            connected.accept(channel);
            loop.register(channel);
        } catch (RuntimeException e) {
            accepted.close();
            throw e;
        }
    }

    private static void resume(IoRegistration registration) {
        if (registration.isValid()) {
            registration.submit(NioIoOps.ACCEPT);
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}

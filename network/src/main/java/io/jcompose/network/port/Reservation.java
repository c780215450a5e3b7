package io.jcompose.network.port;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.channels.DatagramChannel;
import java.nio.channels.NetworkChannel;
import java.nio.channels.ServerSocketChannel;

/**
 * A port that is held by an open socket.
 *
 * @param bound where the kernel has the port: for all addresses that of IPv6, where there is IPv6
 * @param owner whose it is, for messages
 */
public record Reservation(PortRequest request, InetAddress bound, int port, String owner, Socket socket)
        implements AutoCloseable {
    /** The socket that holds the port. */
    public sealed interface Socket {
        NetworkChannel channel();

        /** Whether a selector has it still. */
        boolean registered();

        record Tcp(ServerSocketChannel channel) implements Socket {
            @Override
            public boolean registered() {
                return channel.isRegistered();
            }
        }

        record Udp(DatagramChannel channel) implements Socket {
            @Override
            public boolean registered() {
                return channel.isRegistered();
            }
        }
    }

    @Override
    public void close() throws IOException {
        socket.channel().close();
    }
}

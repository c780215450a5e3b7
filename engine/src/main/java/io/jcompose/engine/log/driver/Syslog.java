package io.jcompose.engine.log.driver;

import io.jcompose.engine.log.LogLine;
import io.jcompose.linux.LinuxException;
import io.jcompose.linux.socket.UnixDatagrams;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Sends lines to a syslog server, each as one message with a line end behind it (RFC 6587, section 3.4.2, on streams). */
final class Syslog implements Peer {
    /** Where syslog(3) and Go's log/syslog look for the machine's own. */
    private static final List<Path> LOCAL =
            List.of(Path.of("/dev/log"), Path.of("/var/run/syslog"), Path.of("/var/run/log"));

    private final Optional<SyslogSettings.Address> address;
    private final SyslogMessage message;
    /** RFC 5425, section 4.3: secret connections carry the length before each message; docker does it for these two formats. */
    private final boolean counted;

    private @Nullable Connection connection;

    Syslog(SyslogSettings settings, String tag) {
        this.address = settings.address();
        this.message = new SyslogMessage(settings.facility(), settings.format(), tag);
        this.counted = settings.address()
                        .filter(SyslogSettings.Address.Tls.class::isInstance)
                        .isPresent()
                && (settings.format() == SyslogSettings.Format.RFC5424
                        || settings.format() == SyslogSettings.Format.RFC5424_MICRO);
    }

    private interface Connection {
        void send(byte[] message) throws IOException;

        void close() throws IOException;
    }

    @Override
    public void connect() throws IOException {
        close();
        connection = address.isEmpty() ? local() : to(address.get());
    }

    private static Connection local() throws IOException {
        for (Path path : LOCAL) {
            if (Files.exists(path)) {
                try {
                    return datagrams(path);
                } catch (IOException _) {
                    return stream(StandardProtocolFamily.UNIX, UnixDomainSocketAddress.of(path));
                }
            }
        }
        throw new IOException("Unix syslog delivery error: there is no syslog server at " + LOCAL.getFirst());
    }

    private static Connection to(SyslogSettings.Address address) throws IOException {
        return switch (address) {
            case SyslogSettings.Address.Unix(Path path, boolean datagrams) ->
                datagrams ? datagrams(path) : stream(StandardProtocolFamily.UNIX, UnixDomainSocketAddress.of(path));
            case SyslogSettings.Address.Tcp(String host, int port) -> tcp(new InetSocketAddress(host, port));
            case SyslogSettings.Address.Tls(String host, int port, SyslogTls tls) ->
                secret(new InetSocketAddress(host, port), tls);
            case SyslogSettings.Address.Udp(String host, int port) -> udp(new InetSocketAddress(host, port));
        };
    }

    private static Connection tcp(InetSocketAddress peer) throws IOException {
        known(peer);
        return stream(
                peer.getAddress() instanceof java.net.Inet6Address
                        ? StandardProtocolFamily.INET6
                        : StandardProtocolFamily.INET,
                peer);
    }

    private static Connection secret(InetSocketAddress peer, SyslogTls tls) throws IOException {
        known(peer);
        Socket socket = tls.connect(peer);
        return new Connection() {
            @Override
            public void send(byte[] message) throws IOException {
                socket.getOutputStream().write(message);
            }

            @Override
            public void close() throws IOException {
                socket.close();
            }
        };
    }

    private static void known(InetSocketAddress peer) throws IOException {
        if (peer.isUnresolved()) {
            throw new IOException("dial: lookup " + peer.getHostString() + ": no such host");
        }
    }

    private static Connection stream(StandardProtocolFamily family, SocketAddress peer) throws IOException {
        SocketChannel channel = SocketChannel.open(family);
        try {
            channel.connect(peer);
        } catch (IOException e) {
            channel.close();
            throw new IOException("dial " + peer + ": " + e.getMessage(), e);
        }
        return new Connection() {
            @Override
            public void send(byte[] message) throws IOException {
                ByteBuffer bytes = ByteBuffer.wrap(message);
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
            }

            @Override
            public void close() throws IOException {
                channel.close();
            }
        };
    }

    private static Connection udp(InetSocketAddress peer) throws IOException {
        known(peer);
        DatagramChannel channel = DatagramChannel.open();
        channel.connect(peer);
        return new Connection() {
            @Override
            public void send(byte[] message) throws IOException {
                channel.write(ByteBuffer.wrap(message));
            }

            @Override
            public void close() throws IOException {
                channel.close();
            }
        };
    }

    private static Connection datagrams(Path path) throws IOException {
        UnixDatagrams socket;
        try {
            socket = UnixDatagrams.connect(path.toString());
        } catch (LinuxException e) {
            throw new IOException(e.getMessage(), e);
        }
        return new Connection() {
            @Override
            public void send(byte[] message) throws IOException {
                try {
                    socket.send(message);
                } catch (LinuxException e) {
                    throw new IOException(e.getMessage(), e);
                }
            }

            @Override
            public void close() {
                socket.close();
            }
        };
    }

    @Override
    public void send(LogLine line) throws IOException {
        Connection open = connection;
        if (open == null) {
            throw new IOException("there is no connection");
        }
        byte[] bytes = message.of(line);
        open.send(counted ? withLength(bytes) : bytes);
    }

    private static byte[] withLength(byte[] message) {
        byte[] length = (message.length + " ").getBytes(StandardCharsets.US_ASCII);
        return ByteBuffer.allocate(length.length + message.length)
                .put(length)
                .put(message)
                .array();
    }

    @Override
    public void close() {
        Connection open = connection;
        connection = null;
        if (open != null) {
            try {
                open.close();
            } catch (IOException _) {
                // what could not be sent stays in the container's file, from where it is sent again
                return;
            }
        }
    }
}

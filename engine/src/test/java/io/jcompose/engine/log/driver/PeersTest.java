package io.jcompose.engine.log.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jcompose.engine.log.LogLine;
import io.jcompose.engine.log.Stream;
import io.jcompose.linux.socket.UnixDatagrams;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each driver against a socket of the kind that it is for. */
class PeersTest {
    private static final LogSubject WEB = new LogSubject(
            "0123456789abcdef".repeat(4),
            "shop-web-1",
            "sha256:" + "f".repeat(64),
            "nginx:1.29",
            List.of("nginx"),
            Map.of("com.example.team", "shop"),
            Map.of());

    @TempDir
    Path directory;

    private static LogLine line(Stream stream, String text) {
        Instant time = Instant.parse("2026-01-02T03:04:05.678901234Z");
        return new LogLine(
                time.getEpochSecond() * 1_000_000_000L + time.getNano(), stream, text.getBytes(StandardCharsets.UTF_8));
    }

    private static Syslog syslog(Map<String, String> options) {
        LogSettings settings = LogSettings.of("syslog", options);
        return new Syslog(settings.syslog().orElseThrow(), settings.attributes().tag(WEB));
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', textBlock = """
            ''           ; <30>Jan {2}2 \\d\\d:\\d\\d:05 0123456789ab\\[\\d+]: hello\\n
            rfc3164      ; <30>Jan {2}2 \\d\\d:\\d\\d:05 \\S+ 0123456789ab\\[\\d+]: hello\\n
            rfc5424      ; <30>1 2026-01-02T\\d\\d:\\d\\d:05(Z|[+-]\\d\\d:\\d\\d) \\S+ 0123456789ab \\d+ 0123456789ab - hello\\n
            rfc5424micro ; <30>1 2026-01-02T\\d\\d:\\d\\d:05[.]678901(Z|[+-]\\d\\d:\\d\\d) \\S+ 0123456789ab \\d+ 0123456789ab - hello\\n
            """)
    void syslogOverUdpInAllFormats(String format, String expected) throws IOException {
        try (DatagramSocket receiver = new DatagramSocket(0, InetAddress.getLoopbackAddress());
                Syslog syslog = syslog(Map.of(
                        "syslog-address", "udp://127.0.0.1:" + receiver.getLocalPort(), "syslog-format", format))) {
            syslog.connect();
            syslog.send(line(Stream.STDOUT, "hello\n"));
            DatagramPacket packet = new DatagramPacket(new byte[2048], 2048);
            receiver.receive(packet);
            assertThat(new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8))
                    .matches(expected);
        }
    }

    @Test
    void syslogOverTcpWithFacilityTagAndStderrAsError() throws IOException {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Syslog syslog = syslog(Map.of(
                        "syslog-address", "tcp://127.0.0.1:" + server.getLocalPort(),
                        "syslog-facility", "local3",
                        "tag", "{{.Name}}"))) {
            syslog.connect();
            try (var accepted = server.accept();
                    BufferedReader lines = new BufferedReader(
                            new InputStreamReader(accepted.getInputStream(), StandardCharsets.UTF_8))) {
                syslog.send(line(Stream.STDERR, "bad\n"));
                syslog.send(line(Stream.STDOUT, "no line end"));
                assertThat(lines.readLine()).startsWith("<155>").endsWith(" shop-web-1[" + pid() + "]: bad");
                assertThat(lines.readLine()).startsWith("<158>").endsWith(": no line end");
            }
        }
    }

    private static long pid() {
        return ProcessHandle.current().pid();
    }

    @Test
    void syslogOverAUnixStream() throws IOException {
        Path path = directory.resolve("log");
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(path));
            try (Syslog syslog = syslog(Map.of("syslog-address", "unix://" + path))) {
                syslog.connect();
                syslog.send(line(Stream.STDOUT, "over a stream\n"));
                try (var accepted = server.accept();
                        BufferedReader lines = new BufferedReader(
                                new InputStreamReader(Channels.newInputStream(accepted), StandardCharsets.UTF_8))) {
                    assertThat(lines.readLine()).startsWith("<30>").endsWith(": over a stream");
                }
            }
        }
    }

    @Test
    void syslogOverUnixDatagrams() throws IOException {
        Path path = directory.resolve("log");
        try (UnixDatagrams receiver = UnixDatagrams.bind(path.toString());
                Syslog syslog = syslog(Map.of("syslog-address", "unixgram://" + path))) {
            syslog.connect();
            syslog.send(line(Stream.STDOUT, "a datagram\n"));
            assertThat(new String(receiver.receive(), StandardCharsets.UTF_8))
                    .startsWith("<30>")
                    .endsWith(": a datagram\n");
        }
    }

    @Test
    void aSyslogThatIsNotThereIsSaid() throws IOException {
        int port;
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = server.getLocalPort();
        }
        try (Syslog syslog = syslog(Map.of("syslog-address", "tcp://127.0.0.1:" + port))) {
            assertThatThrownBy(syslog::connect).isInstanceOf(IOException.class).hasMessageContaining("refused");
        }
    }

    @Test
    void journaldGetsDockersFields() throws IOException {
        Path path = directory.resolve("socket");
        LogAttributes attributes =
                LogSettings.of("journald", Map.of("labels", "com.example.team")).attributes();
        try (UnixDatagrams receiver = UnixDatagrams.bind(path.toString());
                Journald journald = new Journald(path, WEB, attributes)) {
            journald.connect();
            journald.send(line(Stream.STDERR, "oh no\n"));
            assertThat(new String(receiver.receive(), StandardCharsets.UTF_8).lines())
                    .containsExactly(
                            "MESSAGE=oh no",
                            "PRIORITY=3",
                            "CONTAINER_ID=0123456789ab",
                            "CONTAINER_ID_FULL=" + WEB.id(),
                            "CONTAINER_NAME=shop-web-1",
                            "CONTAINER_TAG=0123456789ab",
                            "IMAGE_NAME=nginx:1.29",
                            "SYSLOG_IDENTIFIER=0123456789ab",
                            "COM_EXAMPLE_TEAM=shop",
                            "SYSLOG_TIMESTAMP=2026-01-02T03:04:05.678901234Z");
            journald.send(line(Stream.STDOUT, "begun"));
            assertThat(new String(receiver.receive(), StandardCharsets.UTF_8))
                    .contains("PRIORITY=6\n", "CONTAINER_PARTIAL_MESSAGE=true\n");
        }
    }

    /** The native protocol's second form: the name, 64 bits of length, the bytes. */
    @Test
    void aJournaldFieldWithALineEndIsSentWithItsLength() throws IOException {
        Path path = directory.resolve("socket");
        LogSubject odd = new LogSubject(WEB.id(), "a\nb", WEB.imageId(), "i", List.of(), Map.of(), Map.of());
        try (UnixDatagrams receiver = UnixDatagrams.bind(path.toString());
                Journald journald = new Journald(path, odd, LogAttributes.NONE)) {
            journald.connect();
            journald.send(line(Stream.STDOUT, "x\n"));
            assertThat(new String(receiver.receive(), StandardCharsets.ISO_8859_1))
                    .contains("\nCONTAINER_NAME\n\3\0\0\0\0\0\0\0a\nb\n");
        }
    }

    @Test
    void aHostWithoutJournaldIsSaidInDockersWords() {
        try (Journald journald = new Journald(directory.resolve("none"), WEB, LogAttributes.NONE)) {
            assertThatThrownBy(journald::connect).hasMessage("journald is not enabled on this host");
        }
    }
}

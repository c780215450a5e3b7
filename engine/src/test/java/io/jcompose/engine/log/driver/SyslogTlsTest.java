package io.jcompose.engine.log.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jcompose.engine.log.LogLine;
import io.jcompose.engine.log.Stream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a real TLS server with a certificate that no public authority has signed. */
class SyslogTlsTest {
    private static final String PASSWORD = "changeit";
    private static final LogSubject WEB = new LogSubject(
            "0123456789abcdef".repeat(4), "web", "sha256:" + "f".repeat(64), "web", List.of("web"), Map.of(), Map.of());

    @TempDir
    static Path directory;

    private static KeyStore server;
    private static KeyStore client;

    @BeforeAll
    static void makeCertificates() throws Exception {
        server = keys("server", "ip:127.0.0.1");
        client = keys("client", "dns:client");
    }

    /** A self-signed pair, as the JDK's keytool makes it; its certificate and key also in PEM. */
    private static KeyStore keys(String name, String alternative) throws Exception {
        Path file = directory.resolve(name + ".p12");
        int code = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        name,
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=" + name,
                        "-ext",
                        "san=" + alternative,
                        "-keystore",
                        file.toString(),
                        "-storepass",
                        PASSWORD)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("keytool.log").toFile())
                .start()
                .waitFor();
        assertThat(code).as(Files.readString(directory.resolve("keytool.log"))).isZero();
        KeyStore store = KeyStore.getInstance(file.toFile(), PASSWORD.toCharArray());
        pem(name + ".crt", "CERTIFICATE", store.getCertificate(name).getEncoded());
        pem(
                name + ".key",
                "PRIVATE KEY",
                store.getKey(name, PASSWORD.toCharArray()).getEncoded());
        return store;
    }

    private static void pem(String file, String kind, byte[] encoded) throws IOException {
        Files.writeString(
                directory.resolve(file),
                "-----BEGIN " + kind + "-----\n" + Base64.getMimeEncoder().encodeToString(encoded) + "\n-----END "
                        + kind + "-----\n");
    }

    private static SSLServerSocket listen(boolean asksForCertificate) throws Exception {
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(server, PASSWORD.toCharArray());
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null, null);
        trusted.setCertificateEntry("client", client.getCertificate("client"));
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        SSLServerSocket socket = (SSLServerSocket)
                context.getServerSocketFactory().createServerSocket(0, 1, InetAddress.getLoopbackAddress());
        socket.setNeedClientAuth(asksForCertificate);
        return socket;
    }

    /** The first line that comes, or why none did. */
    private static CompletableFuture<String> firstLine(SSLServerSocket socket) {
        return CompletableFuture.supplyAsync(() -> {
            try (SSLSocket accepted = (SSLSocket) socket.accept();
                    BufferedReader lines = new BufferedReader(
                            new InputStreamReader(accepted.getInputStream(), StandardCharsets.UTF_8))) {
                return String.valueOf(lines.readLine());
            } catch (IOException e) {
                return "refused: " + e.getMessage();
            }
        });
    }

    private static Syslog syslog(SSLServerSocket socket, Map<String, String> more) {
        Map<String, String> options = new LinkedHashMap<>(more);
        options.put("syslog-address", "tcp+tls://127.0.0.1:" + socket.getLocalPort());
        LogSettings settings = LogSettings.of("syslog", options);
        return new Syslog(settings.syslog().orElseThrow(), settings.attributes().tag(WEB));
    }

    private static LogLine line(String text) {
        return new LogLine(1_767_323_045_678_901_234L, Stream.STDOUT, text.getBytes(StandardCharsets.UTF_8));
    }

    private static String file(String name) {
        return directory.resolve(name).toString();
    }

    @Test
    void aServerOfAnAuthorityThatIsNamedGetsTheLines() throws Exception {
        try (SSLServerSocket socket = listen(false);
                Syslog syslog = syslog(socket, Map.of("syslog-tls-ca-cert", file("server.crt")))) {
            CompletableFuture<String> received = firstLine(socket);
            syslog.connect();
            syslog.send(line("a secret\n"));
            assertThat(received.get()).startsWith("<30>").endsWith(": a secret");
        }
    }

    /** RFC 5425, section 4.3. */
    @Test
    void theFormatsOfRfc5424CarryTheirLength() throws Exception {
        try (SSLServerSocket socket = listen(false);
                Syslog syslog =
                        syslog(socket, Map.of("syslog-tls-ca-cert", file("server.crt"), "syslog-format", "rfc5424"))) {
            CompletableFuture<String> received = firstLine(socket);
            syslog.connect();
            syslog.send(line("a secret\n"));
            String text = received.get();
            assertThat(text).matches("\\d+ <30>1 2026-01-02T.* - a secret");
            int space = text.indexOf(' ');
            assertThat(Integer.parseInt(text.substring(0, space))).isEqualTo(text.length() - space - 1 + 1);
        }
    }

    @Test
    void aServerThatNobodyVouchesForIsRefusedUnlessAnyIsBelieved() throws Exception {
        try (SSLServerSocket socket = listen(false);
                Syslog syslog = syslog(socket, Map.of())) {
            CompletableFuture<String> received = firstLine(socket);
            assertThatThrownBy(syslog::connect)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("dial tcp+tls")
                    .hasMessageContaining("unable to find valid certification path");
            assertThat(received.get()).startsWith("refused: ");
        }
        try (SSLServerSocket socket = listen(false);
                Syslog syslog = syslog(socket, Map.of("syslog-tls-skip-verify", ""))) {
            CompletableFuture<String> received = firstLine(socket);
            syslog.connect();
            syslog.send(line("to anybody\n"));
            assertThat(received.get()).endsWith(": to anybody");
        }
    }

    @Test
    void aCertificateForAnotherNameIsRefused() throws Exception {
        try (SSLServerSocket socket = listen(false)) {
            LogSettings settings = LogSettings.of(
                    "syslog",
                    Map.of(
                            "syslog-address",
                            "tcp+tls://localhost:" + socket.getLocalPort(),
                            "syslog-tls-ca-cert",
                            file("server.crt")));
            try (Syslog syslog = new Syslog(
                    settings.syslog().orElseThrow(), settings.attributes().tag(WEB))) {
                CompletableFuture<String> received = firstLine(socket);
                assertThatThrownBy(syslog::connect).hasMessageContaining("localhost");
                assertThat(received.get()).startsWith("refused: ");
            }
        }
    }

    @Test
    void aServerThatAsksIsShownTheOwnCertificate() throws Exception {
        try (SSLServerSocket socket = listen(true);
                Syslog syslog = syslog(
                        socket,
                        Map.of(
                                "syslog-tls-ca-cert", file("server.crt"),
                                "syslog-tls-cert", file("client.crt"),
                                "syslog-tls-key", file("client.key")))) {
            CompletableFuture<String> received = firstLine(socket);
            syslog.connect();
            syslog.send(line("known to you\n"));
            assertThat(received.get()).endsWith(": known to you");
        }
    }

    @Test
    void filesThatMakeNoSenseAreToldBeforeAnything() throws Exception {
        try (SSLServerSocket socket = listen(false)) {
            assertThatThrownBy(() -> syslog(socket, Map.of("syslog-tls-ca-cert", "/nonexistent/ca.pem")))
                    .hasMessageContaining("can't be used: /nonexistent/ca.pem");
            assertThatThrownBy(() -> syslog(socket, Map.of("syslog-tls-cert", file("client.crt"))))
                    .hasMessageContaining("belong together");
            assertThatThrownBy(() -> syslog(
                            socket,
                            Map.of("syslog-tls-cert", file("client.crt"), "syslog-tls-key", file("client.crt"))))
                    .hasMessageContaining("has no \"BEGIN PRIVATE KEY\"");
        }
    }
}

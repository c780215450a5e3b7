package io.jcompose.network;

import static io.jcompose.network.Lab.must;
import static io.jcompose.network.Lab.run;
import static io.jcompose.network.Lab.sh;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jcompose.error.JcomposeException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.Callable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PublishedPortsIT {
    /** With 1 the frames of a bridge pass the rules for IP too, which changes the way of packets from a sandbox to its neighbour. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void aTcpPortIsReachedFromLoopbackFromTheOutsideAndFromOtherSandboxes(int bridged) throws Exception {
        Lab.inOwnNetwork(lab -> {
            sh("test ! -e /proc/sys/net/bridge || sysctl -qw net.bridge.bridge-nf-call-iptables=" + bridged);
            Path internet = lab.internet();
            Network front = lab.network("front");
            Sandbox web = serving(lab, lab.sandbox(front, "web", PortMapping.tcp(0, 80)));
            Sandbox neighbour = lab.sandbox(front, "neighbour");
            Sandbox stranger = lab.sandbox(lab.network("back"), "stranger");
            int port = web.ports().getFirst().hostPort();

            assertThat(fetch("127.0.0.1", port)).contains("hello");
            assertThat(fetch("203.0.113.1", port)).contains("hello");
            assertThat(fetch("::1", port)).contains("hello");
            assertThat(sh("nsenter --net=" + internet + " socat -u TCP4:203.0.113.1:" + port + ",connect-timeout=3 -"))
                    .contains("hello");
            assertThat(must(neighbour, "socat -u TCP4:203.0.113.1:" + port + ",connect-timeout=3 -"))
                    .contains("hello");
            assertThat(must(stranger, "socat -u TCP4:203.0.113.1:" + port + ",connect-timeout=3 -"))
                    .contains("hello");
            assertThat(must(web, "socat -u TCP4:203.0.113.1:" + port + ",connect-timeout=3 -"))
                    .contains("hello");
        });
    }

    @Test
    void aPortOnLoopbackIsNotReachedFromOutside() throws Exception {
        Lab.inOwnNetwork(lab -> {
            Path internet = lab.internet();
            Sandbox web = serving(
                    lab, lab.sandbox(lab.network("front"), "web", new PortMapping("127.0.0.1", 0, 0, 80, "tcp")));
            int port = web.ports().getFirst().hostPort();

            assertThat(fetch("127.0.0.1", port)).contains("hello");
            assertThatThrownBy(() -> fetch("203.0.113.1", port)).isInstanceOf(IOException.class);
            String outside = "nsenter --net=" + internet + " ";
            assertThat(run(outside + "socat -u TCP4:203.0.113.1:" + port + ",connect-timeout=3 -")
                            .output())
                    .doesNotContain("hello");
            // Not by the container's own address either, even with a route to it.
            sh(outside + "ip route add 172.16.0.0/12 via 203.0.113.1");
            assertThat(run(outside + "socat -u TCP4:"
                                    + web.endpoints().getFirst().ipv4() + ":80,connect-timeout=2 -")
                            .output())
                    .doesNotContain("hello");
        });
    }

    @Test
    void itKeepsServingWhenTheEngineIsDead() throws Exception {
        Lab.inOwnNetwork(lab -> {
            Path internet = lab.internet();
            Sandbox web = serving(lab, lab.sandbox(lab.network("front"), "web", PortMapping.tcp(0, 80)));
            int port = web.ports().getFirst().hostPort();
            lab.restart();

            assertThat(fetch("127.0.0.1", port)).contains("hello");
            assertThat(sh("nsenter --net=" + internet + " socat -u TCP4:203.0.113.1:" + port + ",connect-timeout=3 -"))
                    .contains("hello");

            lab.sandboxes().restore(web);
            lab.sandboxes().settle();
            assertThat(fetch("127.0.0.1", port)).contains("hello");
            assertThat(fetch("::1", port)).contains("hello");
            assertThatThrownBy(() -> lab.sandboxes().checkPorts(List.of(PortMapping.tcp(port, 80))))
                    .hasMessage("port " + port + "/tcp is in use by container \"web\"");
        });
    }

    @Test
    void udpGoesThereAndBack() throws Exception {
        Lab.inOwnNetwork(lab -> {
            Sandbox echo = lab.sandbox(lab.network("front"), "echo", new PortMapping(null, 0, 0, 9000, "udp"));
            lab.background(echo, "socat UDP4-RECVFROM:9000,fork EXEC:cat");
            waitFor(() -> must(echo, "ss -lnu").contains(":9000"));
            int port = echo.ports().getFirst().hostPort();

            for (String host : List.of(
                    "127.0.0.1",
                    Objects.requireNonNull(echo.endpoints().getFirst().gateway4()),
                    "::1")) {
                try (DatagramSocket socket = new DatagramSocket()) {
                    socket.setSoTimeout(3000);
                    byte[] data = ("to " + host).getBytes(StandardCharsets.UTF_8);
                    socket.send(new DatagramPacket(data, data.length, InetAddress.ofLiteral(host), port));
                    DatagramPacket answer = new DatagramPacket(new byte[100], 100);
                    socket.receive(answer);
                    assertThat(new String(answer.getData(), 0, answer.getLength(), StandardCharsets.UTF_8))
                            .isEqualTo("to " + host);
                }
            }
        });
    }

    @Test
    void aClientThatSentBeforeTheContainerCameReachesIt() throws Exception {
        Lab.inOwnNetwork(lab -> {
            Network front = lab.network("front");
            try (DatagramSocket socket = new DatagramSocket()) {
                socket.setSoTimeout(3000);
                byte[] data = "again".getBytes(StandardCharsets.UTF_8);
                DatagramPacket packet =
                        new DatagramPacket(data, data.length, InetAddress.ofLiteral("203.0.113.1"), 21053);
                sh("ip addr add 203.0.113.1/32 dev lo");
                socket.send(packet);
                for (String name : List.of("first", "second")) {
                    Sandbox echo = lab.sandbox(front, name, new PortMapping(null, 21053, 21053, 9000, "udp"));
                    lab.background(echo, "socat UDP4-RECVFROM:9000,fork EXEC:cat");
                    waitFor(() -> must(echo, "ss -lnu").contains(":9000"));
                    socket.send(packet);
                    DatagramPacket answer = new DatagramPacket(new byte[100], 100);
                    socket.receive(answer);
                    assertThat(answer.getLength()).isEqualTo(5);
                    lab.sandboxes().close(echo.id());
                }
            }
        });
    }

    @Test
    void largeTransfersAndHalfClosedConnectionsPassTheProxy() throws Exception {
        Lab.inOwnNetwork(lab -> {
            Sandbox echo = lab.sandbox(lab.network("front"), "echo", PortMapping.tcp(0, 9000));
            lab.background(echo, "socat TCP4-LISTEN:9000,fork,reuseaddr EXEC:cat");
            waitFor(() -> must(echo, "ss -lnt").contains(":9000"));
            byte[] data = new byte[8 << 20];
            new Random(1).nextBytes(data);

            for (String host : List.of("127.0.0.1", "::1")) {
                try (Socket socket = new Socket(host, echo.ports().getFirst().hostPort())) {
                    Thread writer = Thread.ofPlatform().start(() -> {
                        try {
                            socket.getOutputStream().write(data);
                            socket.shutdownOutput();
                        } catch (IOException e) {
                            throw new UncheckedIOException(e);
                        }
                    });
                    assertThat(socket.getInputStream().readAllBytes()).isEqualTo(data);
                    writer.join();
                }
            }
        });
    }

    @Test
    void portsThatAreTakenAreAllNamedBeforeAnythingStarts() throws Exception {
        Lab.inOwnNetwork(lab -> {
            Network front = lab.network("front");
            Sandbox web = lab.sandbox(front, "web", PortMapping.tcp(0, 80));
            int held = web.ports().getFirst().hostPort();
            try (ServerSocket other = new ServerSocket()) {
                other.bind(new InetSocketAddress("127.0.0.1", 0));
                assertThatThrownBy(() -> lab.sandboxes()
                                .checkPorts(
                                        List.of(PortMapping.tcp(held, 1), PortMapping.tcp(other.getLocalPort(), 1))))
                        .isInstanceOf(JcomposeException.class)
                        .hasMessageContaining("port " + held + "/tcp is in use by container \"web\"")
                        .hasMessageContaining("port " + other.getLocalPort() + "/tcp is in use by process "
                                + ProcessHandle.current().pid() + " (");
            }
            lab.sandboxes().close(web.id());
            lab.sandboxes().checkPorts(List.of(PortMapping.tcp(held, 1)));
            assertThatThrownBy(
                            () -> lab.sandboxes().checkPorts(List.of(new PortMapping("198.51.100.1", 0, 0, 80, "tcp"))))
                    .hasMessageContaining("the host has no such address");
        });
    }

    @Test
    void aRangeTakesTheFirstFreePort() throws Exception {
        Lab.inOwnNetwork(lab -> {
            Network front = lab.network("front");
            PortMapping range = new PortMapping("127.0.0.1", 21000, 21001, 80, "tcp");
            assertThat(lab.sandbox(front, "a", range).ports())
                    .extracting(PublishedPort::hostPort)
                    .containsExactly(21000);
            assertThat(lab.sandbox(front, "b", range).ports())
                    .extracting(PublishedPort::hostPort)
                    .containsExactly(21001);
            assertThatThrownBy(() -> lab.sandbox(front, "c", range))
                    .hasMessageContaining("from 127.0.0.1:21000/tcp to 21001");
        });
    }

    @Test
    void bothFamiliesArePublishedOnANetworkWithIpv6() throws Exception {
        Lab.inOwnNetwork(lab -> {
            Path internet = lab.internet();
            sh("ip addr add 2001:db8::1/64 dev up0 nodad");
            sh("nsenter --net=" + internet + " ip addr add 2001:db8::9/64 dev up1 nodad");
            Network six =
                    lab.networks().create(new NetworkSpec("six", "bridge", Map.of(), Map.of(), false, true, List.of()));
            Sandbox web = serving(lab, lab.sandbox(six, "web", PortMapping.tcp(0, 80)));
            int port = web.ports().getFirst().hostPort();

            assertThat(web.ports()).extracting(PublishedPort::hostIp).containsExactly("0.0.0.0", "::");
            assertThat(fetch("2001:db8::1", port)).contains("hello");
            assertThat(sh("nsenter --net=" + internet + " socat -u TCP6:[2001:db8::1]:" + port
                            + ",connect-timeout=3 -"))
                    .contains("hello");
        });
    }

    @Test
    void someoneElsesFlushOfAllRulesIsHealedByTheNextChange() throws Exception {
        Lab.inOwnNetwork(lab -> {
            Network front = lab.network("front");
            Sandbox web = serving(lab, lab.sandbox(front, "web", PortMapping.tcp(0, 80)));
            sh("nft flush ruleset");
            lab.sandbox(front, "api", PortMapping.tcp(0, 80));

            assertThat(fetch("127.0.0.1", web.ports().getFirst().hostPort())).contains("hello");
            assertThat(sh("nft list ruleset"))
                    .contains(Objects.requireNonNull(web.endpoints().getFirst().ipv4()));
        });
    }

    static Sandbox serving(Lab lab, Sandbox sandbox) throws IOException {
        lab.background(sandbox, "socat TCP6-LISTEN:80,ipv6only=0,fork,reuseaddr EXEC:'echo hello'");
        waitFor(() -> must(sandbox, "ss -lnt").contains(":80 "));
        return sandbox;
    }

    static void waitFor(Callable<Boolean> condition) {
        // The poll must run on the thread that is in the lab's namespace.
        Awaitility.await().pollInSameThread().atMost(Duration.ofSeconds(10)).until(condition);
    }

    static String fetch(String host, int port) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(host, port), 3000);
            socket.setSoTimeout(5000);
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}

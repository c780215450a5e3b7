package io.jcompose.linux.netlink;

import static io.jcompose.linux.netlink.OwnNamespace.sh;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jcompose.linux.Errno;
import io.jcompose.linux.LinuxException;
import java.net.InetAddress;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class RouteSocketIT {
    @Test
    void makesBridgesAndPairsWithTheOtherEndInAnotherNamespace() throws Exception {
        OwnNamespace.run(
                directory -> {
                    Path other = directory.resolve("other");
                    try (RouteSocket socket = RouteSocket.open()) {
                        socket.apply(RouteSocket.newBridge("br-test", 1400, "02:42:0a:00:00:01"));
                        Link bridge = socket.link("br-test").orElseThrow();
                        assertThat(bridge)
                                .isEqualTo(new Link(
                                        bridge.index(),
                                        "br-test",
                                        0,
                                        "bridge",
                                        bridge.flags(),
                                        1400,
                                        "02:42:0a:00:00:01",
                                        ""));
                        assertThat(bridge.up()).isTrue();
                        socket.apply(RouteSocket.alias(bridge.index(), "br-test", "whose it is"));
                        assertThat(socket.link("br-test").orElseThrow().alias()).isEqualTo("whose it is");
                        assertThat(sh("ip link show br-test")).contains("alias whose it is");

                        NetworkNamespace.Unbound<String> inside = NetworkNamespace.make((outside, namespace) -> {
                            outside.apply(RouteSocket.newVeth(new VethPair(
                                    "ve-test", bridge.index(), 1400, "eth7", namespace, "02:42:0a:00:00:02")));
                            return sh("ip -o link show eth7");
                        });
                        inside.bind(other);
                        inside.close();
                        assertThat(inside.result()).contains("02:42:0a:00:00:02", "mtu 1400");
                        assertThat(socket.link("ve-test").orElseThrow().master())
                                .isEqualTo(bridge.index());
                        assertThat(sh("ip -o link show master br-test"))
                                .contains("ve-test")
                                .contains("UP");
                        assertThat(socket.links()).extracting(Link::name).contains("lo", "br-test", "ve-test");

                        socket.apply(RouteSocket.deleteLink(
                                socket.link("ve-test").orElseThrow().index(), "ve-test"));
                        assertThat(socket.link("ve-test")).isEmpty();
                    }
                },
                "ip");
    }

    @Test
    void addressesAndRoutesAreWhatIpShows() throws Exception {
        OwnNamespace.run(
                directory -> {
                    try (RouteSocket socket = RouteSocket.open()) {
                        socket.apply(
                                RouteSocket.up(1, "lo"), RouteSocket.newBridge("br-test", 1500, "02:42:0a:00:00:01"));
                        int index = socket.link("br-test").orElseThrow().index();
                        Route route = new Route(
                                InetAddress.ofLiteral("198.51.100.0"), 24, InetAddress.ofLiteral("10.0.0.9"), index);
                        Route byDefault = new Route(
                                InetAddress.ofLiteral("0.0.0.0"), 0, InetAddress.ofLiteral("10.0.0.8"), index);
                        socket.apply(
                                RouteSocket.newAddress(index, InetAddress.ofLiteral("10.0.0.1"), 20),
                                RouteSocket.newAddress(index, InetAddress.ofLiteral("fd00::1"), 64),
                                RouteSocket.newRoute(route),
                                RouteSocket.newRoute(byDefault));

                        assertThat(sh("ip -o addr show br-test")).contains("10.0.0.1/20 brd 10.0.15.255", "fd00::1/64");
                        assertThat(sh("ip route")).contains("198.51.100.0/24 via 10.0.0.9", "default via 10.0.0.8");
                        assertThat(socket.routes()).contains(route, byDefault);
                        assertThat(socket.addresses())
                                .contains(new InterfaceAddress(index, InetAddress.ofLiteral("10.0.0.1"), 20));
                        socket.apply(RouteSocket.deleteRoute(byDefault));
                        assertThat(sh("ip route")).doesNotContain("default");
                    }
                },
                "ip");
    }

    @Test
    void errorsNameWhatWasDoneAndLaterRequestsAreNotConfusedByThem() throws Exception {
        OwnNamespace.run(directory -> {
            try (RouteSocket socket = RouteSocket.open()) {
                Message once = RouteSocket.newBridge("br-test", 1500, "02:42:0a:00:00:01");
                Message twice = RouteSocket.newBridge("br-test", 1500, "02:42:0a:00:00:01");
                assertThatThrownBy(() -> socket.apply(once, twice, RouteSocket.up(4711, "nobody")))
                        .isInstanceOfSatisfying(
                                LinuxException.class, e -> assertThat(e.errno()).isEqualTo(Errno.EEXIST))
                        .hasMessageContaining("create bridge br-test");
                assertThat(socket.link("br-test")).isPresent();
                assertThatThrownBy(() -> socket.apply(
                                RouteSocket.newBridge("a-name-that-is-too-long", 1500, "02:42:0a:00:00:01")))
                        .isInstanceOf(LinuxException.class);
                assertThat(socket.link("nobody")).isEmpty();
            }
        });
    }
}

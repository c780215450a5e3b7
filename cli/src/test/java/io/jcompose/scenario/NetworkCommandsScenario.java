package io.jcompose.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** {@code network create}, {@code connect} and {@code disconnect}: networks of containers without a compose file. */
@ExtendWith(ScenarioExtension.class)
final class NetworkCommandsScenario {
    @BeforeAll
    static void image(Images images) {
        images.small();
    }

    @Test
    void containersMeetOnANetworkThatWasMadeByHand(Product product) {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        String prefix = "10." + random.nextInt(100, 200) + "." + random.nextInt(256);
        try (Room room = Room.of(product, "byhand")) {
            String network = room.stack().project() + "-lan";
            product.command(
                            "network",
                            "create",
                            "--subnet",
                            prefix + ".0/24",
                            "--gateway",
                            prefix + ".254",
                            "--label",
                            "made=here",
                            network)
                    .run()
                    .succeeds();
            try {
                assertThat(product.command("network", "create", network)
                                .run()
                                .fails(1)
                                .err())
                        .contains(network);
                room.run(
                        "one",
                        "--network",
                        network,
                        "--ip",
                        prefix + ".77",
                        "--network-alias",
                        "first",
                        Images.SMALL,
                        "sleep",
                        "1000");
                String two = room.run("two", Images.SMALL, "sleep", "1000");
                assertThat(interfaces(room, two)).doesNotContain(prefix);
                product.command("network", "connect", "--ip", prefix + ".78", network, two)
                        .run()
                        .succeeds();
                assertThat(interfaces(room, two)).contains("inet " + prefix + ".78/24");
                room.container("exec", two, "ping", "-c", "1", "first").run().succeeds();
                assertThat(room.container("exec", room.name("one"), "ip", "route")
                                .run()
                                .succeeds()
                                .out())
                        .contains("default via " + prefix + ".254");
                product.command("network", "rm", network).run().fails(1);
                product.command("network", "disconnect", network, two).run().succeeds();
                assertThat(interfaces(room, two)).doesNotContain(prefix);
                room.container("rm", "-f", room.name("one")).run().succeeds();
            } finally {
                room.ids().forEach(id -> room.container("rm", "-f", id).run());
                product.command("network", "rm", network).run().succeeds();
            }
        }
    }

    /** Seen with docker 28.5, but for the refusal of a second connection, which docker takes and forgets while the container is stopped. */
    @Test
    void whatAContainerIsConnectedToOutlivesItsRuns(Product product) {
        try (Room room = Room.of(product, "lasting")) {
            String lan = room.stack().project() + "-lan";
            product.command("network", "create", lan).run().succeeds();
            try {
                String one = room.run("one", Images.SMALL, "sleep", "1000");
                product.command("network", "connect", lan, one).run().succeeds();
                assertThat(restarted(room, one)).contains(": eth0", ": eth1");

                product.command("network", "disconnect", "bridge", one).run().succeeds();
                assertThat(restarted(room, one)).contains(": eth0").doesNotContain(": eth1");
                room.container("exec", one, "nslookup", one.substring(0, 12))
                        .run()
                        .succeeds();

                product.command("network", "disconnect", lan, one).run().succeeds();
                assertThat(product.command("network", "disconnect", lan, one)
                                .run()
                                .fails(1)
                                .err())
                        .contains("not connected to network");
                assertThat(restarted(room, one)).doesNotContain(": eth0");
                assertThat(networks(room, one)).isEmpty();
                product.command("network", "connect", lan, one).run().succeeds();
                room.container("exec", one, "nslookup", one.substring(0, 12))
                        .run()
                        .succeeds();
                product.command("network", "disconnect", lan, one).run().succeeds();

                product.command("network", "connect", "bridge", one).run().succeeds();
                assertThat(restarted(room, one)).contains(": eth0").doesNotContain(": eth1");
                assertThat(networks(room, one)).isEqualTo("bridge");
                room.container("stop", "-t", "0", one).run().succeeds();
                assertThat(product.command("network", "disconnect", lan, one)
                                .run()
                                .fails(1)
                                .err())
                        .contains("not connected to network");
                assertThat(product.command("network", "connect", "bridge", one)
                                .run()
                                .fails(1)
                                .err())
                        .contains("already exists in network bridge");
                room.container("start", one).run().succeeds();
            } finally {
                room.ids().forEach(id -> room.container("rm", "-f", id).run());
                product.command("network", "rm", lan).run().succeeds();
            }
        }
    }

    private static String restarted(Room room, String id) {
        room.container("restart", "-t", "0", id).run().succeeds();
        return interfaces(room, id);
    }

    private static String networks(Room room, String id) {
        return room.container("ps", "--filter", "id=" + id, "--format", "{{.Networks}}")
                .run()
                .succeeds()
                .out()
                .strip();
    }

    private static String interfaces(Room room, String id) {
        return room.container("exec", id, "ip", "-4", "addr").run().succeeds().out();
    }

    @Test
    void whatMakesNoSenseIsRefused(Product product) {
        try (Room room = Room.of(product, "nonsense")) {
            String network = room.stack().project() + "-none";
            assertThat(product.command("network", "create", "--gateway", "10.1.2.3", network)
                            .run()
                            .fails(1)
                            .err())
                    .contains("need a subnet");
            product.command("network", "create", "--subnet", "10.1.2.300/24", network)
                    .run()
                    .fails(1);
            product.command("network", "connect", network, "no-such-one").run().fails(1);
            Outcome predefined = product.command("network", "create", "host").run();
            product.command("network", "rm", "host").run().fails(1);
            assertThat(predefined.fails(1).err()).contains("predefined host network");
            assertThat(product.command("network", "connect", "host", "no-such-one")
                            .run()
                            .fails(1)
                            .err())
                    .contains("network mode");
            assertThat(product.command("network", "ls", "--format", "{{.Name}}")
                            .run()
                            .succeeds()
                            .lines())
                    .doesNotContain(network);
        }
    }

    @Test
    void aContainerWhoseNetworkModeHasNoNetworksJoinsNone(Product product) {
        try (Room room = Room.of(product, "modes")) {
            String network = room.stack().project() + "-net";
            product.command("network", "create", network).run().succeeds();
            try {
                String none = room.run("none", "--network", "none", Images.SMALL, "sleep", "1000");
                String host = room.run("host", "--network", "host", Images.SMALL, "sleep", "1000");
                assertThat(product.command("network", "connect", network, none)
                                .run()
                                .fails(1)
                                .err())
                        .contains("private (none) mode");
                assertThat(product.command("network", "connect", network, host)
                                .run()
                                .fails(1)
                                .err())
                        .contains("cannot be connected to any other network");
                assertThat(interfaces(room, none)).doesNotContain("eth0");
            } finally {
                room.ids().forEach(id -> room.container("rm", "-f", id).run());
                product.command("network", "rm", network).run().succeeds();
            }
        }
    }
}

package io.jcompose.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a container knows by hosts, hostname and resolv.conf when its network is not its own, as with docker 28.5. */
@ExtendWith(ScenarioExtension.class)
final class NamesScenario {
    private static final String TELL =
            "hostname; cat /proc/sys/kernel/domainname /etc/hostname /etc/hosts /etc/resolv.conf";

    @BeforeAll
    static void image(Images images) {
        images.small();
    }

    private static String tell(Room room, String role) {
        return room.container("exec", room.name(role), "sh", "-c", TELL)
                .run()
                .succeeds()
                .out();
    }

    @Test
    void oneThatSharesANetworkSharesItsNamesToo(Product product) {
        try (Room room = Room.of(product, "shared")) {
            String lan = room.stack().project() + "-lan";
            product.command("network", "create", lan).run().succeeds();
            try {
                room.run(
                        "owner",
                        "--domainname",
                        "owner.example",
                        "--add-host",
                        "extra.example:192.0.2.7",
                        "--dns-search",
                        "search.example",
                        Images.SMALL,
                        "sleep",
                        "1000");
                room.run("one", "--network", "container:" + room.name("owner"), Images.SMALL, "sleep", "1000");
                room.run("other", "--network", "container:" + room.name("one"), Images.SMALL, "sleep", "1000");
                String told = tell(room, "owner");
                assertThat(told).contains("192.0.2.7\textra.example", "search search.example", "owner.example\n");
                assertThat(tell(room, "one")).isEqualTo(told);
                assertThat(tell(room, "other")).isEqualTo(told);

                product.command("network", "connect", lan, room.name("owner"))
                        .run()
                        .succeeds();

                assertThat(tell(room, "owner")).isNotEqualTo(told);
                assertThat(tell(room, "other")).isEqualTo(tell(room, "owner"));
                String names = "{{.Config.Hostname}} {{.Config.Domainname}} {{.HostsPath}} {{.ResolvConfPath}}";
                assertThat(room.inspect("other", names)).isEqualTo(room.inspect("owner", names));
            } finally {
                room.container("rm", "-f", room.name("other"), room.name("one"), room.name("owner"))
                        .run();
                product.command("network", "rm", lan).run();
            }
        }
    }

    /** As Docker since 25: {@code DNSNames} holds a host name that was given; a name goes with the container that is renamed. */
    @Test
    void othersFindAContainerByTheHostNameItWasGivenAndByTheNameItHasNow(Product product) {
        try (Room room = Room.of(product, "found")) {
            String lan = room.stack().project() + "-lan";
            product.command("network", "create", lan).run().succeeds();
            try {
                room.run(
                        "server",
                        "--network",
                        lan,
                        "--network-alias",
                        "alias",
                        "--hostname",
                        "given",
                        "--domainname",
                        "server.example",
                        Images.SMALL,
                        "sleep",
                        "1000");
                room.run("client", "--network", lan, Images.SMALL, "sleep", "1000");
                String template = "{{range .NetworkSettings.Networks}}{{.DNSNames}}{{end}}";
                String id = room.inspect("server", "{{.Id}}");
                assertThat(room.inspect("server", template))
                        .isEqualTo("[" + room.name("server") + " alias " + id.substring(0, 12) + " given]");
                assertThat(resolved(room, "given")).isEqualTo(resolved(room, "alias"));

                String renamed = room.name("renamed");
                String address = resolved(room, room.name("server"));
                room.container("rename", room.name("server"), renamed).run().succeeds();
                assertThat(resolved(room, renamed)).isEqualTo(address);
                assertThat(resolved(room, "given")).isEqualTo(address);
                room.container("exec", room.name("client"), "nslookup", room.name("server"))
                        .run()
                        .fails(1);

                product.command("engine", "restart").run().succeeds();
                assertThat(resolved(room, renamed)).isEqualTo(address);
            } finally {
                room.container("rm", "-f", room.name("server"), room.name("renamed"), room.name("client"))
                        .run();
                product.command("network", "rm", lan).run();
            }
        }
    }

    /** @return the last line that has an address */
    private static String resolved(Room room, String name) {
        return room.container("exec", room.name("client"), "nslookup", name).run().succeeds().lines().stream()
                .filter(line -> line.startsWith("Address") && !line.contains("127.0.0.11"))
                .reduce((first, second) -> second)
                .orElseThrow();
    }

    @Test
    void theHostsNetworkLeavesWhatWasAskedForBesides(Product product) throws IOException {
        try (Room room = Room.of(product, "hosts")) {
            List<String> wanted = room.container(
                            "run",
                            "--rm",
                            "--network",
                            "host",
                            "--dns",
                            "192.0.2.53",
                            "--dns-search",
                            "search.example",
                            "--dns-option",
                            "rotate",
                            "--add-host",
                            "extra.example:192.0.2.7",
                            "--add-host",
                            "host.example:host-gateway",
                            Images.SMALL,
                            "sh",
                            "-c",
                            "cat /etc/resolv.conf /etc/hosts")
                    .run()
                    .succeeds()
                    .lines();
            assertThat(wanted)
                    .contains("nameserver 192.0.2.53", "search search.example", "options rotate")
                    .containsSubsequence("192.0.2.7\textra.example", "127.0.0.1\thost.example")
                    .endsWith(Files.readAllLines(Path.of("/etc/hosts")).toArray(String[]::new))
                    .filteredOn(line -> line.startsWith("nameserver"))
                    .hasSize(1);
            assertThat(room.container("run", "--rm", "--network", "host", Images.SMALL, "cat", "/etc/resolv.conf")
                            .run()
                            .succeeds()
                            .out())
                    .isEqualTo(Files.readString(Path.of("/etc/resolv.conf")));
        }
    }

    @Test
    void withoutANetworkTheServersAreTheHosts(Product product) throws IOException {
        try (Room room = Room.of(product, "alone")) {
            room.run("alone", "--network", "none", Images.SMALL, "sleep", "1000");
            assertThat(room.container("exec", room.name("alone"), "cat", "/etc/resolv.conf")
                            .run()
                            .succeeds()
                            .out())
                    .isEqualTo(Files.readString(Path.of("/etc/resolv.conf")));
        }
    }

    @Test
    void aServicesNetworkComesWithItsNames(Product product) {
        try (Stack stack = Stack.of(product, "beside", """
                services:
                  main:
                    image: %1$s
                    command: ["sleep", "1000"]
                    stop_signal: SIGKILL
                    hostname: front
                    extra_hosts: ["extra.example=192.0.2.7"]
                  beside:
                    image: %1$s
                    command: ["sleep", "1000"]
                    stop_signal: SIGKILL
                    network_mode: service:main
                  onhost:
                    image: %1$s
                    command: ["sleep", "1000"]
                    stop_signal: SIGKILL
                    network_mode: host
                    dns: 192.0.2.53
                    extra_hosts: ["extra.example=192.0.2.7"]
                """.formatted(Images.SMALL))) {
            stack.jcompose("up", "-d").run().succeeds();
            assertThat(stack.jcompose("exec", "-T", "beside", "sh", "-c", "hostname; cat /etc/hosts")
                            .run()
                            .succeeds()
                            .lines())
                    .startsWith("front")
                    .contains("192.0.2.7\textra.example");
            assertThat(stack.jcompose("exec", "-T", "onhost", "cat", "/etc/hosts", "/etc/resolv.conf")
                            .run()
                            .succeeds()
                            .lines())
                    .contains("192.0.2.7\textra.example", "nameserver 192.0.2.53");
        }
    }

    @Test
    void aBuildOnTheHostsNetworkKnowsTheHost(Product product) {
        try (Stack stack = Stack.of(product, "built", """
                services:
                  built:
                    build:
                      dockerfile_inline: |
                        FROM %s
                        RUN cat /etc/hosts > /hosts
                      network: host
                      extra_hosts: ["host.example=host-gateway"]
                    command: ["cat", "/hosts"]
                """.formatted(Images.SMALL))) {
            assertThat(stack.jcompose("run", "--rm", "-T", "built")
                            .run()
                            .succeeds()
                            .lines())
                    .contains("127.0.0.1\thost.example");
        }
    }
}

package io.jcompose.network;

import static io.jcompose.network.Lab.in;
import static io.jcompose.network.Lab.must;
import static io.jcompose.network.Lab.run;
import static io.jcompose.network.Lab.sh;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jcompose.error.JcomposeException;
import io.jcompose.linux.netlink.NetworkNamespace;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class SandboxesIT {
    @Test
    void twoSandboxesOfOneNetworkTalkByName() throws Exception {
        Lab.inOwnNetwork(lab -> {
            Network network = lab.network("front");
            Sandbox web = lab.sandbox(network, "web");
            Sandbox api = lab.sandbox(network, "api");

            must(web, "busybox ping -c1 -W2 " + address(api));
            assertThat(must(web, "busybox nslookup -type=a api 127.0.0.11")).contains(address(api));
        });
    }

    @Test
    void sandboxesOfDifferentNetworksDoNotReachEachOther() throws Exception {
        Lab.inOwnNetwork(lab -> {
            Sandbox web = lab.sandbox(lab.network("front"), "web");
            Sandbox store = lab.sandbox(lab.network("back"), "store");

            assertThat(in(web, "busybox ping -c1 -W1 " + address(store)).code()).isNotZero();
            assertThat(in(web, "busybox nslookup -type=a store 127.0.0.11").code())
                    .isNotZero();
            sh("busybox ping -c1 -W2 " + address(store));
        });
    }

    @Test
    void aSandboxCanJoinAndLeaveANetworkWhileItRuns() throws Exception {
        Lab.inOwnNetwork(lab -> {
            Network back = lab.network("back");
            Sandbox web = lab.sandbox(lab.network("front"), "web");
            Sandbox store = lab.sandbox(back, "store");

            Sandbox both = lab.sandboxes().connect(web.id(), EndpointSpec.of(back.id(), "web"));
            must(web, "busybox ping -c1 -W2 " + address(store));
            assertThat(must(web, "busybox nslookup -type=a store 127.0.0.11")).contains(address(store));
            assertThat(both.endpoints()).extracting(Endpoint::interfaceName).containsExactly("eth0", "eth1");

            Sandbox alone = lab.sandboxes().disconnect(web.id(), back.id());
            assertThat(alone.endpoints()).isEqualTo(web.endpoints());
            assertThat(in(web, "busybox ping -c1 -W1 " + address(store)).code()).isNotZero();
            assertThat(must(web, "ip route")).contains("default via");
        });
    }

    @Test
    void theWorldOutsideSeesTheHostsAddress() throws Exception {
        Lab.inOwnNetwork(lab -> {
            Path internet = lab.internet();
            Sandbox web = lab.sandbox(lab.network("front"), "web");
            must(web, "busybox ping -c1 -W2 203.0.113.9");
            assertThat(run("nsenter --net=" + internet + " ip neigh").output())
                    .contains("203.0.113.1")
                    .doesNotContain(address(web));
        });
    }

    @Test
    void nothingGoesInOrOutOfAnInternalNetwork() throws Exception {
        Lab.inOwnNetwork(lab -> {
            lab.internet();
            Network closed = lab.networks()
                    .create(new NetworkSpec("closed", "bridge", Map.of(), Map.of(), true, false, List.of()));
            Sandbox store = lab.sandbox(closed, "store");
            Sandbox batch = lab.sandbox(closed, "batch");

            must(store, "busybox ping -c1 -W2 " + address(batch));
            assertThat(must(store, "ip route")).doesNotContain("default");
            assertThat(in(store, "busybox ping -c1 -W1 203.0.113.9").code()).isNotZero();
        });
    }

    @Test
    void addressesAreStickyAndNeverGivenOutTwice() throws Exception {
        Lab.inOwnNetwork(lab -> {
            Network network = lab.network("front");
            Sandbox web = lab.sandbox(network, "web");
            Sandbox api = lab.sandbox(network, "api");
            lab.sandboxes().close(web.id());
            Sandbox other = lab.sandbox(network, "other");
            Sandbox again = lab.sandbox(network, "web");

            assertThat(address(again)).isEqualTo(address(web));
            assertThat(List.of(address(web), address(api), address(other))).doesNotHaveDuplicates();
            assertThatThrownBy(() -> lab.sandboxes()
                            .open(new SandboxSpec(
                                    "id-x",
                                    "x",
                                    List.of(new EndpointSpec(
                                            network.id(),
                                            List.of(),
                                            address(api),
                                            null,
                                            null,
                                            List.of(),
                                            null,
                                            Map.of(),
                                            0,
                                            0)),
                                    List.of(),
                                    DnsConfig.OF_THE_HOST)))
                    .isInstanceOf(JcomposeException.class)
                    .hasMessageContaining("in use by api");
        });
    }

    /** The kernel takes its time to delete an interface; nobody who needs its address finds it taken. */
    @Test
    void theAddressOfOneThatIsLeavingIsWaitedForWhereNoOtherWillDo() throws Exception {
        Lab.inOwnNetwork(lab -> {
            IpamConfig twoHosts = new IpamConfig("10.77.0.0/29", "10.77.0.4/31", null, Map.of());
            Network network = lab.networks()
                    .create(new NetworkSpec("small", "bridge", Map.of(), Map.of(), false, false, List.of(twoHosts)));
            Sandbox first = lab.sandbox(network, "first");
            lab.sandbox(network, "second");
            lab.sandboxes().close(first.id());

            Sandbox third = lab.sandbox(network, "third");
            assertThat(address(third)).isEqualTo(address(first));

            lab.sandboxes().close(third.id());
            EndpointSpec wish = new EndpointSpec(
                    network.id(), List.of(), address(third), null, null, List.of(), null, Map.of(), 0, 0);
            Sandbox fourth = lab.sandboxes()
                    .open(new SandboxSpec("id-4", "fourth", List.of(wish), List.of(), DnsConfig.OF_THE_HOST));
            assertThat(address(fourth)).isEqualTo(address(first));
        });
    }

    @Test
    void ipv6WorksInsideAndHasAnAddressOfItsOwn() throws Exception {
        Lab.inOwnNetwork(lab -> {
            Network network =
                    lab.networks().create(new NetworkSpec("six", "bridge", Map.of(), Map.of(), false, true, List.of()));
            Sandbox web = lab.sandbox(network, "web");
            Sandbox api = lab.sandbox(network, "api");

            must(web, "busybox ping -c1 -W2 " + api.endpoints().getFirst().ipv6());
            assertThat(must(web, "busybox nslookup -type=aaaa api 127.0.0.11").replace("::", ":0:0:0:"))
                    .contains(Objects.requireNonNull(api.endpoints().getFirst().ipv6()));
            assertThat(must(web, "ip -6 route")).contains("default via fd");
        });
    }

    @Test
    void afterwardsTheKernelIsAsBefore() throws Exception {
        Lab.inOwnNetwork(lab -> {
            String links = sh("ip -o link | sed 's/^[0-9]*: //'");
            String rules = sh("nft list ruleset");
            Network front = lab.network("front");
            Network back = lab.network("back");
            Sandbox web = lab.sandbox(front, "web", PortMapping.tcp(0, 80));
            lab.sandboxes().connect(web.id(), EndpointSpec.of(back.id(), "web"));
            assertThat(sh("nft list ruleset")).contains("jcompose-").contains("masquerade");

            lab.sandboxes().close(web.id());
            lab.networks().remove("front");
            lab.networks().remove(back.id().substring(0, 12));

            assertThat(sh("ip -o link | sed 's/^[0-9]*: //'")).isEqualTo(links);
            assertThat(sh("nft list ruleset")).isEqualTo(rules);
            assertThat(NetworkNamespace.exists(Path.of(web.netns()))).isFalse();
            assertThat(lab.records().load()).isEmpty();
        });
    }

    @Test
    void whatAClosedSandboxHadCanBeHadAgainAtOnce() throws Exception {
        Lab.inOwnNetwork(lab -> {
            Network network = lab.network("front");
            Sandbox web = lab.sandbox(network, "web");
            EndpointSpec fixed = new EndpointSpec(
                    network.id(), List.of(), address(web), null, null, List.of(), null, Map.of(), 0, 0);
            for (int i = 0; i < 5; i++) {
                lab.sandboxes().close("id-web");
                assertThat(lab.networks().connected(network.id())).isEmpty();
                Sandbox again = lab.sandboxes()
                        .open(new SandboxSpec("id-web", "web" + i, List.of(fixed), List.of(), DnsConfig.OF_THE_HOST));
                assertThat(address(again)).isEqualTo(address(web));
                must(again, "busybox ping -c1 -W2 " + address(web));
            }
            lab.sandboxes().close("id-web");
            lab.networks().remove(network.id());

            assertThat(sh("ip -o link"))
                    .doesNotContain(web.endpoints().getFirst().hostInterface());
        });
    }

    @Test
    void anOpenThatFailsLeavesNothing() throws Exception {
        Lab.inOwnNetwork(lab -> {
            Network front = lab.network("front");
            String links = sh("ip -o link | sed 's/^[0-9]*: //'");
            String rules = sh("nft list ruleset");
            try (ServerSocket taken = new ServerSocket(0)) {
                PortMapping port = PortMapping.tcp(taken.getLocalPort(), 80);
                assertThatThrownBy(() -> lab.sandbox(front, "web", port))
                        .isInstanceOf(JcomposeException.class)
                        .hasMessageContaining("port " + taken.getLocalPort() + "/tcp is in use by process "
                                + ProcessHandle.current().pid());
                assertThatThrownBy(() -> lab.sandboxes().checkPorts(List.of(port)))
                        .hasMessageContaining("is in use by process");
            }
            EndpointSpec wrong =
                    new EndpointSpec(front.id(), List.of(), null, null, null, List.of(), "no/name", Map.of(), 0, 0);
            assertThatThrownBy(() -> lab.sandboxes()
                            .open(new SandboxSpec("id-y", "y", List.of(wrong), List.of(), DnsConfig.OF_THE_HOST)))
                    .isInstanceOf(JcomposeException.class);

            assertThat(sh("ip -o link | sed 's/^[0-9]*: //'")).isEqualTo(links);
            assertThat(sh("nft list ruleset")).isEqualTo(rules);
            assertThat(lab.networks().connected(front.id())).isEmpty();
        });
    }

    @Test
    void oneThatCantBeConnectedLeavesNothing() throws Exception {
        Lab.inOwnNetwork(lab -> {
            Network front = lab.network("front");
            Network back = lab.network("back");
            sh("ip link del " + back.bridge());
            String links = sh("ip -o link | cut -d: -f2");

            Sandboxes.Coming coming = lab.sandboxes()
                    .begin(new SandboxSpec(
                            "id-web",
                            "web",
                            List.of(EndpointSpec.of(front.id(), "web"), EndpointSpec.of(back.id(), "web")),
                            List.of(PortMapping.tcp(0, 80)),
                            DnsConfig.OF_THE_HOST));

            assertThatThrownBy(coming::await).hasMessageContaining("bridge \"" + back.bridge() + "\" is gone");
            assertThat(lab.sandboxes().find("id-web")).isEmpty();
            assertThat(sh("ip -o link | cut -d: -f2")).isEqualTo(links);
            assertThat(Path.of(coming.sandbox().netns())).doesNotExist();
            assertThat(lab.networks().connected(front.id())).isEmpty();
            lab.sandboxes()
                    .checkPorts(List.of(
                            PortMapping.tcp(coming.sandbox().ports().getFirst().hostPort(), 80)));
            lab.sandbox(front, "web");
        });
    }

    @Test
    void oneThatIsBeingConnectedCanBeClosed() throws Exception {
        Lab.inOwnNetwork(lab -> {
            String links = sh("ip -o link | cut -d: -f2");
            Network front = lab.network("front");
            for (int i = 0; i < 20; i++) {
                Sandboxes.Coming coming = lab.sandboxes()
                        .begin(new SandboxSpec(
                                "id-web",
                                "web",
                                List.of(EndpointSpec.of(front.id(), "web")),
                                List.of(),
                                DnsConfig.OF_THE_HOST));
                lab.sandboxes().close("id-web");
                coming.await();
            }
            lab.networks().remove(front.id());

            assertThat(sh("ip -o link | cut -d: -f2")).isEqualTo(links);
        });
    }

    /** Those of a program, such as a tunnel's, are none of ours. */
    @Test
    void aNetworkWithoutIpv6TakesItFromItsInterfacesOnly() throws Exception {
        Lab.inOwnNetwork(lab -> {
            Sandbox web = lab.sandbox(lab.network("front"), "web");
            lab.sandboxes()
                    .connect(web.id(), EndpointSpec.of(lab.network("back").id(), "web"));
            Sandbox alone = lab.sandboxes()
                    .open(new SandboxSpec("alone", "alone", List.of(), List.of(), DnsConfig.OF_THE_HOST));
            for (Sandbox each : List.of(web, alone)) {
                must(each, "ip link add own0 type veth peer name own1");
            }

            assertThat(must(web, "sysctl -n " + disabled("eth0") + disabled("eth1") + disabled("own0")))
                    .isEqualTo("1\n1\n0\n");
            assertThat(must(alone, "sysctl -n " + disabled("own0"))).isEqualTo("0\n");
        });
    }

    private static String disabled(String interfaceName) {
        return "net.ipv6.conf." + interfaceName + ".disable_ipv6 ";
    }

    /** One queue for each processor would be made, and all but one be given up again. */
    @Test
    void anInterfaceHasOneQueueOnBothSides() throws Exception {
        Lab.inOwnNetwork(lab -> {
            Sandbox web = lab.sandbox(lab.network("front"), "web");
            String outside = sh("ip -d link show " + web.endpoints().getFirst().hostInterface());
            assertThat(outside).contains("numtxqueues 1 numrxqueues 1");
            assertThat(must(web, "ip -d link show eth0")).contains("numtxqueues 1 numrxqueues 1");
        });
    }

    @Test
    void fiftySandboxesCanBeOpenedAtTheSameTime() throws Exception {
        Lab.inOwnNetwork(lab -> {
            Network network = lab.network("front");
            List<Sandbox> opened = new ArrayList<>();
            // Threads made here inherit the lab's namespace; carriers of virtual threads would not.
            try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
                List<Callable<Sandbox>> tasks = new ArrayList<>();
                for (int i = 0; i < 50; i++) {
                    String name = "replica-" + i;
                    tasks.add(() -> lab.sandboxes()
                            .open(new SandboxSpec(
                                    name,
                                    name,
                                    List.of(EndpointSpec.of(network.id(), name, "service")),
                                    List.of(),
                                    DnsConfig.OF_THE_HOST)));
                }
                for (Future<Sandbox> future : threads.invokeAll(tasks)) {
                    opened.add(future.get());
                }
            }

            assertThat(opened)
                    .extracting(SandboxesIT::address)
                    .doesNotHaveDuplicates()
                    .hasSize(50);
            must(opened.getFirst(), "busybox ping -c1 -W2 " + address(opened.getLast()));
            // All 50 do not fit into 512 bytes; busybox knows neither EDNS nor TCP.
            String answer = must(opened.getFirst(), "busybox nslookup -type=a service 127.0.0.11");
            assertThat(answer.lines().filter(line -> line.startsWith("Address: 172.")))
                    .hasSizeGreaterThan(20)
                    .doesNotHaveDuplicates();
        });
    }

    @Test
    void anotherEngineOnTheSameMachineDoesNotCollide() throws Exception {
        Lab.inOwnNetwork(lab -> {
            try (NetworkStack second = lab.newStack("engine-two")) {
                Network mine = lab.network("front");
                Network theirs = second.networks().create(NetworkSpec.bridge("front"));

                assertThat(mine.bridge().substring(0, 7))
                        .isNotEqualTo(theirs.bridge().substring(0, 7));
                assertThat(mine.subnets().getFirst().cidr())
                        .isNotEqualTo(theirs.subnets().getFirst().cidr());
                lab.sandboxes().settle();
                assertThat(sh("ip -o link")).contains(theirs.bridge());
                second.networks().remove("front");
                assertThat(sh("ip -o link")).contains(mine.bridge()).doesNotContain(theirs.bridge());
            }
        });
    }

    @Test
    void aRestartedEngineAdoptsWhatRunsAndSweepsWhatNobodyKnows() throws Exception {
        Lab.inOwnNetwork(lab -> {
            Network network = lab.network("front");
            Sandbox web = lab.sandbox(network, "web", PortMapping.tcp(0, 80));
            Sandbox api = lab.sandbox(network, "api");
            Sandbox lost = lab.sandbox(network, "lost");
            lab.restart();

            lab.sandboxes().restore(web);
            lab.sandboxes().restore(api);
            lab.sandboxes().settle();

            must(web, "busybox ping -c1 -W2 " + address(api));
            assertThat(must(web, "busybox nslookup -type=a api 127.0.0.11")).contains(address(api));
            assertThat(sh("ip -o link")).contains(web.endpoints().getFirst().hostInterface());
            assertThat(sh("ip -o link"))
                    .doesNotContain(lost.endpoints().getFirst().hostInterface());
            assertThat(NetworkNamespace.exists(Path.of(lost.netns()))).isFalse();
            assertThat(address(lab.sandbox(network, "new"))).isNotIn(address(web), address(api));
            assertThat(lab.sandboxes().find(web.id())).contains(web);
        });
    }

    private static String address(Sandbox sandbox) {
        return Objects.requireNonNull(sandbox.endpoints().getFirst().ipv4());
    }
}

package io.jcompose.network;

import static io.jcompose.network.DnsClient.A;
import static io.jcompose.network.DnsClient.AAAA;
import static io.jcompose.network.DnsClient.PTR;
import static io.jcompose.network.DnsClient.TXT;
import static io.jcompose.network.Lab.must;
import static io.jcompose.network.Lab.sh;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class NameServerIT {
    private static final String UPSTREAM = "192.0.2.53";
    private static final String SECOND = "192.0.2.54";

    @Test
    void knowsNamesAndAliasesInAnyCaseAndTheWayBack() throws Exception {
        Lab.inOwnNetwork(lab -> {
            Network front = lab.network("front");
            Sandbox web = open(lab, front, "web", "www", "site.example");
            DnsClient client = new DnsClient(lab.sandbox(front, "client"));

            for (String name : List.of("web", "WEB", "wWw", "site.example", "web.front")) {
                assertThat(client.udp(name, A).addresses()).as(name).containsExactly(address(web));
                assertThat(client.tcp(name, A).addresses()).as(name).containsExactly(address(web));
            }
            assertThat(client.udp("web", A).ttls()).allMatch(ttl -> ttl <= 5);
            assertThat(client.udp("web", A).id()).isEqualTo(7);
            String[] parts = address(web).split("\\.");
            String reverse = String.join(".", parts[3], parts[2], parts[1], parts[0], "in-addr.arpa");
            byte[] pointer = client.udp(reverse, PTR).data().getFirst();
            assertThat(new String(pointer, StandardCharsets.US_ASCII))
                    .contains("web")
                    .contains("front");
        });
    }

    @Test
    void aKnownNameWithoutThatKindOfRecordIsAnEmptyAnswer() throws Exception {
        Lab.inOwnNetwork(lab -> {
            sh("ip addr add " + UPSTREAM + "/32 dev lo");
            try (FakeUpstream upstream =
                    FakeUpstream.start(UPSTREAM, query -> FakeUpstream.answer(query, 3, 0), query -> query)) {
                Network front = lab.network("front");
                lab.sandbox(front, "web");
                DnsClient client = new DnsClient(lab.sandbox(front, "client"));

                assertThat(client.udp("web", AAAA))
                        .matches(answer -> answer.code() == 0 && answer.data().isEmpty());
                assertThat(client.udp("web", TXT))
                        .matches(answer -> answer.code() == 0 && answer.data().isEmpty());
                assertThat(upstream.asked()).isZero();
                assertThat(client.udp("nobody", A).code()).isEqualTo(3);
                assertThat(upstream.asked()).isEqualTo(1);
            }
        });
    }

    @Test
    void replicasComeInChangingOrderAndLeaveWhenTheyEnd() throws Exception {
        Lab.inOwnNetwork(lab -> {
            Network front = lab.network("front");
            List<Sandbox> replicas = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                replicas.add(open(lab, front, "web-" + i, "web"));
            }
            DnsClient client = new DnsClient(lab.sandbox(front, "client"));
            List<String> all = replicas.stream().map(NameServerIT::address).toList();
            List<List<String>> answers = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                answers.add(client.udp("web", A).addresses());
            }

            assertThat(answers).allSatisfy(answer -> assertThat(answer).containsExactlyInAnyOrderElementsOf(all));
            assertThat(answers.stream().distinct()).hasSizeGreaterThan(1);
            lab.sandboxes().close(replicas.getFirst().id());
            assertThat(client.udp("web", A).addresses()).hasSize(3).doesNotContain(all.getFirst());
        });
    }

    @Test
    void manyReplicasAreTruncatedOverUdpAndWholeOverTcpAndWithEdns() throws Exception {
        Lab.inOwnNetwork(lab -> {
            Network front = lab.network("front");
            for (int i = 0; i < 40; i++) {
                open(lab, front, "web-" + i, "web");
            }
            DnsClient client = new DnsClient(lab.sandbox(front, "client"));

            assertThat(client.udp("web", A))
                    .matches(answer -> answer.truncated() && answer.data().size() < 40);
            assertThat(client.udp("web", A, 4096))
                    .matches(answer -> !answer.truncated() && answer.data().size() == 40 && answer.extraRecords() == 1);
            assertThat(client.tcp("web", A).data()).hasSize(40);
        });
    }

    @Test
    void otherNamesAreAskedForOutside() throws Exception {
        Lab.inOwnNetwork(lab -> {
            sh("ip addr add " + UPSTREAM + "/32 dev lo && ip addr add " + SECOND + "/32 dev lo");
            String[] many = new String[100];
            Arrays.setAll(many, i -> "198.51.100." + i);
            try (FakeUpstream first = FakeUpstream.start(
                            UPSTREAM,
                            query -> FakeUpstream.answer(query, 0, 0x200),
                            query -> FakeUpstream.answer(query, 0, 0, many));
                    FakeUpstream second = FakeUpstream.start(
                            SECOND, query -> FakeUpstream.answer(query, 0, 0, "198.51.100.7"), query -> query)) {
                Network front = lab.network("front");
                DnsClient client = new DnsClient(lab.sandbox(front, "client"));
                assertThat(client.udp("example.org", A).truncated()).isTrue();
                assertThat(client.tcp("example.org", A).addresses()).containsExactly(many);

                Sandbox own = lab.sandboxes()
                        .open(new SandboxSpec(
                                "own",
                                "own",
                                List.of(EndpointSpec.of(front.id())),
                                List.of(),
                                new DnsConfig(List.of(SECOND), List.of(), List.of(), Map.of())));
                assertThat(new DnsClient(own).udp("example.org", A).addresses()).containsExactly("198.51.100.7");
                assertThat(first.asked() + second.asked()).isEqualTo(2);
            }
        });
    }

    @Test
    void aDeadOrRefusingServerIsReplacedByTheNext() throws Exception {
        Lab.inOwnNetwork(lab -> {
            sh("ip addr add " + UPSTREAM + "/32 dev lo && ip addr add " + SECOND + "/32 dev lo");
            Network front = lab.network("front");
            DnsClient client = new DnsClient(lab.sandbox(front, "client"));
            lab.upstream("nameserver " + UPSTREAM + "\nnameserver " + SECOND + "\n");
            try (FakeUpstream second = FakeUpstream.start(
                    SECOND, query -> FakeUpstream.answer(query, 0, 0, "198.51.100.7"), query -> query)) {
                // Nobody listens at the first.
                assertThat(client.udp("example.org", A).addresses()).containsExactly("198.51.100.7");
                try (FakeUpstream silent = FakeUpstream.start(UPSTREAM, query -> new byte[0], query -> query)) {
                    assertThat(client.udp("example.org", A).addresses()).containsExactly("198.51.100.7");
                    assertThat(silent.asked()).isEqualTo(1);
                }
                try (FakeUpstream refusing =
                        FakeUpstream.start(UPSTREAM, query -> FakeUpstream.answer(query, 5, 0), query -> query)) {
                    assertThat(client.udp("example.org", A).addresses()).containsExactly("198.51.100.7");
                    assertThat(refusing.asked()).isEqualTo(1);
                }
            }
            assertThat(client.udp("example.org", A).code()).isEqualTo(2);
            lab.upstream("# none\n");
            assertThat(client.udp("example.org", A).code()).isEqualTo(2);
        });
    }

    @Test
    void fromAnInternalNetworkNothingIsAskedOutside() throws Exception {
        Lab.inOwnNetwork(lab -> {
            sh("ip addr add " + UPSTREAM + "/32 dev lo");
            try (FakeUpstream upstream = FakeUpstream.start(
                    UPSTREAM, query -> FakeUpstream.answer(query, 0, 0, "198.51.100.7"), query -> query)) {
                Network closed = lab.networks()
                        .create(new NetworkSpec("closed", "bridge", Map.of(), Map.of(), true, false, List.of()));
                Sandbox store = lab.sandbox(closed, "store");
                DnsClient client = new DnsClient(store);

                assertThat(client.udp("secret.example.org", A).code()).isEqualTo(2);
                assertThat(client.udp("store", A).addresses()).containsExactly(address(store));
                assertThat(upstream.asked()).isZero();
            }
        });
    }

    @Test
    void survivesGarbageAndAnswersWhatCanBeAnswered() throws Exception {
        Lab.inOwnNetwork(lab -> {
            Network front = lab.network("front");
            Sandbox web = lab.sandbox(front, "web");
            DnsClient client = new DnsClient(web);
            byte[] query = DnsClient.query(7, "web", A, 0);
            Random random = new Random(4711);
            for (int i = 0; i < 300; i++) {
                byte[] garbage = random.nextBoolean() ? query.clone() : new byte[random.nextInt(60)];
                for (int j = 0; j < 4 && garbage.length > 0; j++) {
                    garbage[random.nextInt(garbage.length)] = (byte) random.nextInt();
                }
                client.rawUdp(garbage, 1);
            }
            byte[] response = query.clone();
            response[2] |= (byte) 0x80;
            assertThat(client.rawUdp(response, 300)).isEmpty();
            byte[] pointer = query.clone();
            pointer[12] = (byte) 0xc0;
            assertThat(DnsClient.parse(client.rawUdp(pointer)).code()).isEqualTo(1);
            byte[] notify = query.clone();
            notify[2] = 0x20;
            assertThat(client.rawUdp(notify)[3] & 0xf).isEqualTo(4);

            assertThat(client.udp("web", A).addresses()).containsExactly(address(web));
        });
    }

    @Test
    void manyQuestionsAtOnceAreAllAnswered() throws Exception {
        Lab.inOwnNetwork(lab -> {
            sh("ip addr add " + UPSTREAM + "/32 dev lo");
            try (FakeUpstream upstream = FakeUpstream.start(
                            UPSTREAM, query -> FakeUpstream.answer(query, 0, 0, "198.51.100.7"), query -> query);
                    ExecutorService threads = Executors.newFixedThreadPool(20)) {
                Network front = lab.network("front");
                Sandbox web = lab.sandbox(front, "web");
                DnsClient client = new DnsClient(web);
                List<Callable<List<String>>> tasks = new ArrayList<>();
                for (int i = 0; i < 200; i++) {
                    String name = i % 2 == 0 ? "web" : "host" + i + ".example.org";
                    tasks.add(() -> client.udp(name, A).addresses());
                }
                int i = 0;
                for (Future<List<String>> answer : threads.invokeAll(tasks)) {
                    assertThat(answer.get()).containsExactly(i++ % 2 == 0 ? address(web) : "198.51.100.7");
                }
                assertThat(upstream.asked()).isGreaterThanOrEqualTo(100);
            }
        });
    }

    @Test
    void port53StaysFreeForTheSandboxItself() throws Exception {
        Lab.inOwnNetwork(lab -> {
            Network front = lab.network("front");
            Sandbox web = lab.sandbox(front, "web");
            lab.background(web, "socat UDP4-RECVFROM:53,fork EXEC:cat");
            lab.background(web, "socat TCP4-LISTEN:53,fork EXEC:cat");
            PublishedPortsIT.waitFor(() -> must(web, "ss -lntu").split(":53 ").length == 3);
            assertThat(new DnsClient(web).udp("web", A).addresses()).containsExactly(address(web));
        });
    }

    private static Sandbox open(Lab lab, Network network, String name, String... aliases) {
        List<String> names = new ArrayList<>(List.of(name));
        names.addAll(List.of(aliases));
        return lab.sandboxes()
                .open(new SandboxSpec(
                        "id-" + name,
                        name,
                        List.of(EndpointSpec.of(network.id(), names.toArray(String[]::new))),
                        List.of(),
                        DnsConfig.OF_THE_HOST));
    }

    private static String address(Sandbox sandbox) {
        return Objects.requireNonNull(sandbox.endpoints().getFirst().ipv4());
    }
}

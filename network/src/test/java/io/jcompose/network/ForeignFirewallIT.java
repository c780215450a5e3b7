package io.jcompose.network;

import static io.jcompose.network.Lab.in;
import static io.jcompose.network.Lab.must;
import static io.jcompose.network.Lab.sh;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an installed Docker leaves behind: FORWARD with the policy DROP, and bridged frames that pass through it. */
class ForeignFirewallIT {
    @ParameterizedTest
    @ValueSource(strings = {"iptables-nft", "iptables-legacy"})
    void worksBesideADockerThatCameBefore(String iptables) throws Exception {
        Lab.inOwnNetwork(lab -> {
            Path internet = lab.internet();
            docker(iptables);
            Network front = lab.network("front");
            Sandbox web = lab.sandbox(front, "web", PortMapping.tcp(0, 80));
            Sandbox api = lab.sandbox(front, "api");
            Sandbox stranger = lab.sandbox(lab.network("back"), "stranger");
            everythingWorks(lab, internet, web, api, stranger);

            assertThat(sh(iptables + " -S FORWARD"))
                    .contains("-j DOCKER-USER", "-i " + front.bridge().substring(0, 7) + "+ -j ACCEPT");
            lab.sandboxes().close(web.id());
            lab.sandboxes().close(api.id());
            lab.sandboxes().close(stranger.id());
            lab.networks().remove("front");
            lab.networks().remove("back");
            assertThat(sh(iptables + " -S FORWARD")).isEqualTo("-P FORWARD DROP\n-A FORWARD -j DOCKER-USER\n");
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"iptables-nft", "iptables-legacy"})
    void worksBesideADockerThatStartsLater(String iptables) throws Exception {
        Lab.inOwnNetwork(lab -> {
            Path internet = lab.internet();
            Network front = lab.network("front");
            Network back = lab.network("back");
            docker(iptables);
            Sandbox web = lab.sandbox(front, "web", PortMapping.tcp(0, 80));
            Sandbox api = lab.sandbox(front, "api");
            Sandbox stranger = lab.sandbox(back, "stranger");
            everythingWorks(lab, internet, web, api, stranger);
        });
    }

    private static void everythingWorks(Lab lab, Path internet, Sandbox web, Sandbox api, Sandbox stranger)
            throws Exception {
        PublishedPortsIT.serving(lab, web);
        int port = web.ports().getFirst().hostPort();
        must(api, "busybox ping -c1 -W2 " + web.endpoints().getFirst().ipv4());
        must(api, "busybox ping -c1 -W2 203.0.113.9");
        assertThat(PublishedPortsIT.fetch("127.0.0.1", port)).contains("hello");
        assertThat(sh("nsenter --net=" + internet + " socat -u TCP4:203.0.113.1:" + port + ",connect-timeout=3 -"))
                .contains("hello");
        assertThat(must(web, "socat -u TCP4:203.0.113.1:" + port + ",connect-timeout=3 -"))
                .contains("hello");
        assertThat(in(
                                stranger,
                                "busybox ping -c1 -W1 "
                                        + web.endpoints().getFirst().ipv4())
                        .code())
                .isNotZero();
    }

    private static void docker(String iptables) {
        sh("sysctl -qw net.bridge.bridge-nf-call-iptables=1");
        sh(iptables + " -N DOCKER-USER && " + iptables + " -A DOCKER-USER -j RETURN");
        sh(iptables + " -A FORWARD -j DOCKER-USER && " + iptables + " -P FORWARD DROP");
    }
}

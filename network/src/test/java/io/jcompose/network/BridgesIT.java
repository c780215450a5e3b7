package io.jcompose.network;

import static io.jcompose.network.Lab.must;
import static io.jcompose.network.Lab.run;
import static io.jcompose.network.Lab.sh;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jcompose.error.JcomposeException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Networks whose bridge the user named: the name may be somebody else's. */
class BridgesIT {
    private static final String NAME = "jcx0";

    private static Network named(Lab lab, String network) {
        return lab.networks()
                .create(new NetworkSpec(
                        network,
                        "bridge",
                        Map.of("com.docker.network.bridge.name", NAME),
                        Map.of(),
                        false,
                        false,
                        List.of()));
    }

    private static boolean exists() {
        return run("ip link show " + NAME).code() == 0;
    }

    @Test
    void anInterfaceThatHasTheNameIsLeftAlone() throws Exception {
        Lab.inOwnNetwork(lab -> {
            sh("ip link add " + NAME + " type veth peer name jcx1");

            assertThatThrownBy(() -> named(lab, "n"))
                    .isInstanceOf(JcomposeException.class)
                    .hasMessageContaining("\"" + NAME + "\" exists and is no bridge");

            assertThat(exists()).isTrue();
            assertThat(lab.networks().list()).isEmpty();
        });
    }

    @Test
    void aBridgeOfTheAdministratorsIsUsedAndStays() throws Exception {
        Lab.inOwnNetwork(lab -> {
            sh("ip link add " + NAME + " type bridge");
            String ipv6 = "cat /proc/sys/net/ipv6/conf/" + NAME + "/disable_ipv6";
            assertThat(sh(ipv6)).isEqualTo("0\n");
            Network network = named(lab, "n");
            Sandbox one = lab.sandbox(network, "one");
            Sandbox two = lab.sandbox(network, "two");
            must(one, "busybox ping -c 1 -W 5 " + two.endpoints().getFirst().ipv4());
            lab.sandboxes().close("id-one");
            lab.sandboxes().close("id-two");

            lab.restart();
            lab.sandboxes().settle();
            assertThat(sh(ipv6)).isEqualTo("0\n");
            lab.networks().remove("n");

            assertThat(exists()).isTrue();
        });
    }

    @Test
    void oneThatTheEngineMadeGoesWithItsNetwork() throws Exception {
        Lab.inOwnNetwork(lab -> {
            named(lab, "n");
            lab.restart();
            lab.sandboxes().settle();
            assertThat(sh("ip link show " + NAME)).contains("alias jcompose ");

            lab.networks().remove("n");

            assertThat(exists()).isFalse();
        });
    }

    @Test
    void aNetworkThatCantBeMadeAgainKeepsNobodyElseFromStarting() throws Exception {
        Lab.inOwnNetwork(lab -> {
            Network other = lab.network("other");
            Network network = named(lab, "n");
            sh("ip link del " + NAME + " && ip link add " + NAME + " type veth peer name jcx1");

            lab.restart();
            lab.sandboxes().settle();

            assertThat(lab.networks().list()).extracting(Network::name).isEqualTo(List.of("other", "n"));
            must(lab.sandbox(other, "one"), "ip -4 -o addr show eth0");
            assertThatThrownBy(() -> lab.sandbox(network, "two")).hasMessageContaining("exists and is no bridge");
            assertThat(exists()).isTrue();
            assertThat(sh("nft list ruleset")).doesNotContain(NAME);

            sh("ip link del " + NAME);
            Sandbox two = lab.sandbox(network, "two");
            Sandbox three = lab.sandbox(network, "three");
            must(two, "busybox ping -c 1 -W 5 " + three.endpoints().getFirst().ipv4());
            assertThat(sh("nft list ruleset")).contains(NAME);
        });
    }

    @Test
    void oneThatCouldNotBeMadeAgainCanBeRemoved() throws Exception {
        Lab.inOwnNetwork(lab -> {
            named(lab, "n");
            sh("ip link del " + NAME + " && ip link add " + NAME + " type veth peer name jcx1");
            lab.restart();
            lab.sandboxes().settle();

            lab.networks().remove("n");

            assertThat(lab.networks().list()).isEmpty();
            assertThat(exists()).isTrue();
        });
    }
}

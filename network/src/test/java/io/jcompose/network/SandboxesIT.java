package io.jcompose.network;

import static io.jcompose.network.Lab.in;
import static io.jcompose.network.Lab.must;
import static io.jcompose.network.Lab.sh;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SandboxesIT {
    @Test
    void twoSandboxesOfOneNetworkTalkByName() throws Exception {
        Lab.inOwnNetwork(lab -> {
            Network network = lab.network("front");
            Sandbox web = lab.sandbox(network, "web");
            Sandbox api = lab.sandbox(network, "api");

            must(web, "busybox ping -c1 -W2 " + api.endpoints().getFirst().ipv4());
            assertThat(must(web, "busybox nslookup -type=a api 127.0.0.11")).contains(api.endpoints().getFirst().ipv4());
        });
    }
}

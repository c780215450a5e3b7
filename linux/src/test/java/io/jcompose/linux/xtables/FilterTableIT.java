package io.jcompose.linux.xtables;

import static org.assertj.core.api.Assertions.assertThat;

import io.jcompose.linux.netlink.NetworkNamespace;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against the kernel and the real iptables-legacy, in a network namespace of the test's own. */
class FilterTableIT {
    private static final List<InterfaceAccept> OURS =
            List.of(new InterfaceAccept("jc12ab-", true, false), new InterfaceAccept("custom0", false, true));

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void rulesComeAndGoAndNothingElseChanges(boolean ipv6) throws Exception {
        boolean root = "root".equals(System.getProperty("user.name"));
        boolean strict = "true".equals(System.getenv("CI"));
        String iptables = ipv6 ? "ip6tables-legacy" : "iptables-legacy";
        assertThat(root || !strict).as("this test needs root").isTrue();
        Assumptions.assumeTrue(root, "needs root");
        boolean present = sh("command -v " + iptables).isPresent();
        assertThat(present || !strict).as("this test needs " + iptables).isTrue();
        Assumptions.assumeTrue(present, "needs " + iptables);
        NetworkNamespace.make((outside, descriptor) -> check(ipv6, iptables)).close();
    }

    private static boolean check(boolean ipv6, String iptables) throws IOException, InterruptedException {
        assertThat(FilterTable.find(ipv6)).isEmpty();
        sh(iptables + " -N first; " + iptables + " -N last; " + iptables
                + " -A first -p tcp --dport 80 -m conntrack --ctstate NEW -j last; "
                + iptables + " -A last -j REJECT; " + iptables + " -A INPUT -j last; " + iptables
                + " -A FORWARD -i lo -c 7 700 -j first; "
                + iptables + " -A FORWARD -j last; " + iptables + " -A OUTPUT -j first; " + iptables
                + " -P FORWARD DROP");
        String before = sh(iptables + " -S -v").orElseThrow();
        FilterTable table = FilterTable.find(ipv6).orElseThrow();
        assertThat(table.accepts()).isEmpty();

        table.change(List.of(), OURS);
        assertThat(table.accepts()).isEqualTo(OURS);
        String during = sh(iptables + " -S FORWARD").orElseThrow();
        assertThat(during)
                .contains(
                        "-P FORWARD DROP\n-A FORWARD -i jc12ab-+ -j ACCEPT\n-A FORWARD -o custom0 -j ACCEPT\n-A FORWARD -i lo -j first");
        assertThat(sh(iptables + " -S -v").orElseThrow()).contains("-c 7 700 -j first");

        table.change(OURS, List.of());
        assertThat(sh(iptables + " -S -v").orElseThrow()).isEqualTo(before);
        return true;
    }

    private static Optional<String> sh(String command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder("sh", "-c", command)
                .redirectErrorStream(true)
                .start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return process.waitFor() == 0 ? Optional.of(output) : Optional.empty();
    }
}

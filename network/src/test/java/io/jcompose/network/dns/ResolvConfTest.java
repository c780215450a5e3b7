package io.jcompose.network.dns;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

class ResolvConfTest {
    @Test
    void linesThatMakeNoSenseAreLeftOut() {
        ResolvConf conf = ResolvConf.parse(
                "; comment\n# other\nnameserver 10.0.0.1 trailing\nnameserver\nnameserver nonsense\n\tnameserver fd00::1\n"
                        + "domain old.example\nsearch a.example b.example\noptions ndots:2 rotate\n\0\1garbage\n");
        assertThat(conf.servers())
                .extracting(InetAddress::getHostAddress)
                .containsExactly("10.0.0.1", "fd00:0:0:0:0:0:0:1");
        assertThat(conf.search()).containsExactly("a.example", "b.example");
        assertThat(conf.options()).containsExactly("ndots:2", "rotate");
        assertThat(ResolvConf.parse("")).isEqualTo(new ResolvConf(List.of(), List.of(), List.of()));
    }

    @Test
    void theFileForASandboxNamesOurServerOnly() {
        assertThat(ResolvConf.inside(List.of("a.example"), List.of("rotate"))
                        .lines()
                        .filter(line -> !line.startsWith("#")))
                .containsExactly("nameserver 127.0.0.11", "search a.example", "options rotate ndots:0");
        assertThat(ResolvConf.inside(List.of("."), List.of("ndots:3")))
                .doesNotContain("search")
                .contains("options ndots:3\n");
    }

    /** What Docker's network library writes, without its comments: same servers, same domains, same options. */
    @Test
    void agreesWithDockersFilesForNetworksWithTheirOwnServer() throws IOException {
        Path corpus = corpus();
        int compared = 0;
        for (Object each : new JsonArray(Files.readString(corpus.resolve("cases.json")))) {
            JsonObject test = (JsonObject) each;
            boolean comparable = test.getString("operation").equals("internal")
                    && test.getJsonArray("required_options", new JsonArray())
                            .getList()
                            .equals(List.of("ndots:0"));
            if (comparable) {
                ResolvConf host = ResolvConf.parse(test.getString("input"));
                List<String> options = overrides(test, "options");
                assertThat(content(ResolvConf.inside(host.search(), options.isEmpty() ? host.options() : options)))
                        .as(test.getString("name"))
                        .isEqualTo(content(Files.readString(corpus.resolve(test.getString("golden")))));
                compared++;
            }
        }
        assertThat(compared).isGreaterThanOrEqualTo(3);
    }

    /** The same for containers without a server of their own. That an empty list counts as given is a thing of its callers. */
    @Test
    void agreesWithDockersFilesForTheHostsServers() throws IOException {
        Path corpus = corpus();
        int compared = 0;
        for (Object each : new JsonArray(Files.readString(corpus.resolve("cases.json")))) {
            JsonObject test = (JsonObject) each;
            boolean empty = test.containsKey("override")
                    && test.getJsonObject("override").stream()
                            .allMatch(list -> list.getValue().equals(new JsonArray()));
            if (test.getString("operation").equals("generate") && !test.containsKey("add_option") && !empty) {
                List<InetAddress> servers = overrides(test, "nameservers").stream()
                        .map(InetAddress::ofLiteral)
                        .toList();
                String text = ResolvConf.parse(test.getString("input"))
                        .with(servers, overrides(test, "search"), overrides(test, "options"))
                        .text();
                assertThat(ResolvConf.parse(text))
                        .as(test.getString("name"))
                        .isEqualTo(ResolvConf.parse(Files.readString(corpus.resolve(test.getString("golden")))));
                compared++;
            }
        }
        assertThat(compared).isGreaterThanOrEqualTo(5);
    }

    private static List<String> overrides(JsonObject test, String of) {
        JsonArray given = test.getJsonObject("override", new JsonObject()).getJsonArray(of, new JsonArray());
        return given.stream().map(String.class::cast).toList();
    }

    private static Path corpus() {
        Path corpus = Path.of(System.getProperty("jcompose.root", "."), "..", "shared", "corpora", "resolvconf");
        if ("true".equals(System.getenv("CI"))) {
            assertThat(corpus).isDirectory();
        }
        Assumptions.assumeTrue(Files.isDirectory(corpus), "needs the corpus " + corpus);
        return corpus;
    }

    private static List<String> content(String file) {
        return file.lines()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .toList();
    }
}

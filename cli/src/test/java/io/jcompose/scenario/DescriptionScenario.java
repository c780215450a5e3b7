package io.jcompose.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What {@code inspect} and {@code ls} say in the shapes of docker 28.5. */
@ExtendWith(ScenarioExtension.class)
final class DescriptionScenario {
    private static final ObjectMapper JSON = new ObjectMapper();

    @BeforeAll
    static void image(Images images) {
        images.small();
    }

    private static String inspect(Room room, String format, String id) {
        return room.container("inspect", "-f", format, id)
                .run()
                .succeeds()
                .out()
                .strip();
    }

    @Test
    void aNetworkIsDescribedWithItsMembers(Product product) throws IOException {
        try (Room room = Room.of(product, "described")) {
            room.stack().up();
            String network = room.stack().project() + "_default";
            String id =
                    room.run("one", "--network", network, "--network-alias", "first", Images.SMALL, "sleep", "1000");
            JsonNode all = JSON.readTree(product.command("network", "inspect", network)
                    .run()
                    .succeeds()
                    .out());
            assertThat(all).hasSize(1);
            assertThat(all.get(0).fieldNames()).toIterable().startsWith("Name", "Id", "Created", "Scope", "Driver");
            assertThat(all.get(0).toString())
                    .contains("\"EnableIPv4\":true")
                    .contains("\"IPAM\":{\"Driver\":\"default\",\"Options\":{},\"Config\":[{\"Subnet\":")
                    .contains("\"Attachable\":false,\"Ingress\":false,\"ConfigFrom\":{\"Network\":\"\"}");
            JsonNode member = all.get(0).path("Containers").path(id);
            String settings =
                    "{{range .NetworkSettings.Networks}}{{.IPAddress}}/{{.IPPrefixLen}} {{.MacAddress}}{{end}}";
            assertThat(member.path("IPv4Address").asText()
                            + " "
                            + member.path("MacAddress").asText())
                    .isEqualTo(inspect(room, settings, id));
            assertThat(member.path("Name").asText()).isEqualTo(room.name("one"));
            assertThat(product.command("network", "inspect", "-f", "{{.Name}} {{.Scope}}", network)
                            .run()
                            .succeeds()
                            .out())
                    .isEqualTo(network + " local\n");
            assertThat(inspect(room, "{{range .NetworkSettings.Networks}}{{.DNSNames}}{{end}}", id))
                    .isEqualTo("[" + room.name("one") + " first " + id.substring(0, 12) + "]");
        }
    }

    @Test
    void jsonOnOneLineIsAListAsWithoutAFormat(Product product) throws IOException {
        try (Room room = Room.of(product, "oneline")) {
            String one = room.run("one", Images.SMALL, "true");
            String two = room.run("two", "-v", "/data", Images.SMALL, "true");
            Outcome outcome =
                    room.container("inspect", "-f", "json", one, two).run().succeeds();
            assertThat(outcome.lines()).hasSize(1);
            assertThat(JSON.readTree(outcome.out()).findValuesAsText("Id")).isEqualTo(List.of(one, two));
            String volume = inspect(room, "{{range .Mounts}}{{.Name}}{{end}}", two);
            assertThat(product.command("volume", "inspect", "-f", "json", volume)
                            .run()
                            .succeeds()
                            .out())
                    .startsWith("[{\"CreatedAt\":")
                    .contains("\"Options\":null,\"Scope\":\"local\"}]");
        }
    }

    @Test
    void whatWasSaidOfAContainerIsShownInDockersWords(Product product) {
        try (Room room = Room.of(product, "words")) {
            String one = room.run(
                    "one",
                    "--mac-address",
                    "02:42:ac:11:33:02",
                    "--health-interval",
                    "3s",
                    "-v",
                    "/tmp:/a:ro,rslave",
                    Images.SMALL,
                    "sleep",
                    "1000");
            String two = room.run("two", "--network", "container:" + room.name("one"), Images.SMALL, "true");
            assertThat(inspect(room, "{{.HostConfig.NetworkMode}}", two)).isEqualTo("container:" + one);
            assertThat(inspect(room, "{{.Config.MacAddress}} {{json .Config.Healthcheck}}", one))
                    .isEqualTo("02:42:ac:11:33:02 {\"Interval\":3000000000}");
            assertThat(inspect(room, "{{json .HostConfig.Binds}}", one)).isEqualTo("[\"/tmp:/a:ro,rslave\"]");
        }
    }

    @Test
    void rowsInJsonAreWrittenAsGoWritesThem(Product product) {
        try (Room room = Room.of(product, "rows")) {
            room.run("one", "-p", "127.0.0.1::80", "--label", "a=<&>", Images.SMALL, "sleep", "1000");
            for (String format : List.of("json", "{{json .}}")) {
                assertThat(room.container("ls", "--filter", "label=" + room.label(), "--format", format)
                                .run()
                                .succeeds()
                                .out())
                        .contains("-\\u003e80/tcp", "a=\\u003c\\u0026\\u003e")
                        .doesNotContain("->");
            }
            assertThat(room.container("ls", "--filter", "label=" + room.label(), "--format", "{{json .Ports}}")
                            .run()
                            .succeeds()
                            .out())
                    .contains("->80/tcp");
            room.container("ls", "--filter", "publish=80-70").run().fails(1);
            room.container("ls", "--filter", "publish=99999").run().fails(1);
        }
    }
}

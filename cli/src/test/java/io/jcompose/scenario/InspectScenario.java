package io.jcompose.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** {@code container inspect} says of a container what the kernel says, under docker's names. */
@ExtendWith(ScenarioExtension.class)
final class InspectScenario {
    @BeforeAll
    static void image(Images images) {
        images.small();
    }

    private static JsonNode inspected(Room room, String id) throws IOException {
        JsonNode all = new ObjectMapper()
                .readTree(room.container("inspect", id).run().succeeds().out());
        assertThat(all).hasSize(1);
        return all.get(0);
    }

    private static String template(Room room, String template, String id) {
        return room.container("inspect", "-f", template, id)
                .run()
                .succeeds()
                .out()
                .strip();
    }

    @Test
    void aRunningContainerIsDescribedAsItIs(Product product) throws IOException {
        try (Room room = Room.of(product, "inspected")) {
            room.stack().up();
            String network = room.stack().project() + "_default";
            String id = room.run(
                    "one",
                    "--network",
                    network,
                    "-p",
                    "127.0.0.1::8080",
                    "-e",
                    "A=1",
                    "-m",
                    "64m",
                    "-v",
                    "/data",
                    "-v",
                    "/tmp:/host:ro",
                    "--health-cmd",
                    "echo fine",
                    "--health-interval",
                    "1s",
                    Images.SMALL,
                    "sleep",
                    "1000");
            long pid =
                    Footprint.of(List.of(id)).pids().stream().min(Long::compare).orElseThrow();
            Awaitility.await()
                    .untilAsserted(() -> assertThat(template(room, "{{.State.Health.Status}}", id))
                            .isEqualTo("healthy"));

            JsonNode one = inspected(room, id);
            assertThat(one.path("Id").asText()).isEqualTo(id);
            assertThat(one.path("State").path("Pid").asLong()).isEqualTo(pid);
            assertThat(one.path("State").path("Running").asBoolean()).isTrue();
            assertThat(one.path("State")
                            .path("Health")
                            .path("Log")
                            .get(0)
                            .path("Output")
                            .asText())
                    .isEqualTo("fine\n");
            assertThat(one.path("Path").asText() + one.path("Args")).isEqualTo("sleep[\"1000\"]");
            assertThat(one.path("Config").path("Env").toString()).contains("\"A=1\"");
            assertThat(one.path("HostConfig").path("Memory").asLong()).isEqualTo(67108864);
            assertThat(one.path("HostConfig").path("NetworkMode").asText()).isNotEmpty();

            String address = template(room, "{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}", id);
            assertThat(Proc.of(pid).read("net/fib_trie")).contains("|-- " + address + "\n");
            String port = template(room, "{{(index (index .NetworkSettings.Ports \"8080/tcp\") 0).HostPort}}", id);
            assertThat(room.container("port", id, "8080").run().succeeds().out())
                    .isEqualTo("127.0.0.1:" + port + "\n");

            String volume =
                    template(room, "{{range .Mounts}}{{if eq .Destination \"/data\"}}{{.Source}}{{end}}{{end}}", id);
            room.container("exec", id, "touch", "/data/here").run().succeeds();
            assertThat(Path.of(volume).resolve("here")).exists();
            assertThat(template(
                            room,
                            "{{range .Mounts}}{{if eq .Destination \"/host\"}}{{.Source}} {{.RW}}{{end}}{{end}}",
                            id))
                    .isEqualTo("/tmp false");
        }
    }

    @Test
    void theEndOfAContainerIsTold(Product product) throws IOException {
        try (Room room = Room.of(product, "ended")) {
            String id = room.run(
                    "one",
                    "--health-cmd",
                    "echo said; echo >/tmp/probed",
                    Images.SMALL,
                    "sh",
                    "-c",
                    "while [ ! -e /tmp/probed ]; do sleep 0.1; done; sleep 1; exit 9");
            room.container("wait", id).run().succeeds();
            JsonNode state = inspected(room, id).path("State");
            assertThat(state.path("Health").path("Status").asText())
                    .as("as docker has it after the end")
                    .isEqualTo("unhealthy");
            assertThat(state.path("Health").path("Log").get(0).path("Output").asText())
                    .isEqualTo("said\n");
            assertThat(state.path("Status").asText()).isEqualTo("exited");
            assertThat(state.path("ExitCode").asInt()).isEqualTo(9);
            assertThat(state.path("Pid").asInt()).isZero();
            assertThat(Instant.parse(state.path("FinishedAt").asText()))
                    .isAfterOrEqualTo(Instant.parse(state.path("StartedAt").asText()));

            Outcome missing = room.container("inspect", "no-such-one", id).run().fails(1);
            assertThat(missing.err()).contains("No such container: no-such-one");
            assertThat(missing.out()).contains(id);
            room.container("inspect", "-f", "{{.NoSuchField}}", id).run().fails(1);
        }
    }
}

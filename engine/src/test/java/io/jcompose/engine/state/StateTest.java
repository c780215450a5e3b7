package io.jcompose.engine.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jcompose.engine.container.Container;
import io.jcompose.engine.container.ContainerId;
import io.jcompose.engine.container.ContainerSpec;
import io.jcompose.engine.container.ContainerSpec.Mount;
import io.jcompose.engine.container.ContainerState;
import io.jcompose.engine.container.ContainerState.Exit;
import io.jcompose.engine.container.ContainerState.Health;
import io.jcompose.engine.container.Persisted;
import io.jcompose.engine.event.Event;
import io.jcompose.engine.event.EventRecords;
import io.jcompose.engine.image.Digest;
import io.jcompose.engine.image.Healthcheck;
import io.jcompose.error.JcomposeException;
import io.jcompose.network.DnsConfig;
import io.jcompose.network.Endpoint;
import io.jcompose.network.EndpointSpec;
import io.jcompose.network.PublishedPort;
import io.jcompose.network.Sandbox;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateTest {
    @TempDir
    Path home;

    private final Json json = Persisted.json();

    private static Container container(ContainerState state) {
        ContainerSpec plain = ContainerSpec.of("web", "busybox");
        List<Mount> mounts = List.of(
                new Mount.Volume("data", "/data", false, false, ""),
                new Mount.Bind(Path.of("/srv"), "/srv", true, "", false, true),
                new Mount.Tmpfs("/tmp", false, 5, 0, List.of("exec")),
                new Mount.Content("/run/secrets/x", new byte[] {1, 2, -3}, 1, 2, 0400));
        ContainerSpec.Supervision supervision = new ContainerSpec.Supervision(
                new ContainerSpec.RestartPolicy(ContainerSpec.RestartPolicy.Condition.ON_FAILURE, 3),
                Optional.of(Healthcheck.DEFAULTS),
                Optional.of("INT"),
                Optional.of(Duration.ofMillis(1500)),
                false,
                new ContainerSpec.LogConfig("json-file", Map.of("max-size", "1m")));
        ContainerSpec spec = new ContainerSpec(
                plain.name(),
                plain.image(),
                plain.process(),
                mounts,
                plain.networking(),
                plain.isolation(),
                plain.resources(),
                supervision,
                Map.of("a", "b"));
        Endpoint endpoint = new Endpoint(
                EndpointSpec.of("n1", "web"),
                "net",
                "eth0",
                "veth0",
                "02:42:00:00:00:02",
                "10.0.0.2",
                24,
                "10.0.0.1",
                null,
                0,
                null);
        Sandbox sandbox = new Sandbox(
                "s",
                "web",
                "/run/x",
                List.of(endpoint),
                List.of(new PublishedPort("0.0.0.0", 80, 80, "tcp")),
                DnsConfig.OF_THE_HOST);
        return new Container(
                new ContainerId("c".repeat(64)),
                spec,
                Digest.ofHex("d".repeat(64)),
                Instant.parse("2026-01-02T03:04:05.000000006Z"),
                state,
                Optional.of(sandbox),
                List.of(new Container.ResolvedVolume("data", "/data", false)),
                2);
    }

    @Test
    void everyStateOfAContainerComesBackAsItWas() {
        Health health = new Health(
                Health.Status.UNHEALTHY, 3, List.of(new ContainerState.Probe(Instant.EPOCH, Instant.EPOCH, 1, "no")));
        Exit exit = new Exit(137, Instant.EPOCH, Instant.EPOCH.plusNanos(7), true, false, "why", Optional.of(health));
        for (ContainerState state : List.of(
                new ContainerState.Created(),
                new ContainerState.Running(12, 345, Instant.EPOCH, true, health),
                new ContainerState.Restarting(exit),
                new ContainerState.Exited(exit),
                new ContainerState.Removing())) {
            Container before = container(state);
            Container after = json.read(json.write(before), Container.class);
            // records with arrays compare by identity, hence the comparison of texts
            assertThat(json.write(after)).isEqualTo(json.write(before));
            assertThat(after.state()).isEqualTo(before.state());
            assertThat(after.sandbox()).isEqualTo(before.sandbox());
        }
    }

    @Test
    void whatAnOlderVersionDidNotKnowOfAContainerIsEmpty() {
        String now = json.write(ContainerSpec.Isolation.DEFAULT);
        String before = now.replace(",\"deviceRules\":[]", "")
                .replace("\"sysctls\":{},", "")
                .replace(",\"runtime\":null", "");

        assertThat(before).hasSizeLessThan(now.length() - 40);
        assertThat(json.read(before, ContainerSpec.Isolation.class)).isEqualTo(ContainerSpec.Isolation.DEFAULT);
    }

    @Test
    void theDatabaseKeepsOrderAndUniqueNames() {
        try (StateDb db = StateDb.open(home.resolve("state.db"))) {
            db.saveContainer("2", "b", "{\"n\":2}");
            db.saveContainer("1", "a", "{\"n\":1}");
            db.saveContainer("2", "b", "{\"n\":3}");
            assertThat(db.containers()).containsExactly(stored("{\"n\":3}"), stored("{\"n\":1}"));
            assertThatThrownBy(() -> db.saveContainer("3", "a", "{}")).isInstanceOf(JcomposeException.class);
            db.deleteContainer("2");
        }
        try (StateDb db = StateDb.open(home.resolve("state.db"))) {
            assertThat(db.containers()).containsExactly(stored("{\"n\":1}"));
        }
    }

    @Test
    void theOrderIsThatOfCreationWhateverWasDeletedBetween() {
        try (StateDb db = StateDb.open(home.resolve("state.db"))) {
            for (String name : List.of("c", "a", "d", "b")) {
                db.saveContainer(name, name, name);
                db.saveNetwork(name, name);
                db.saveVolume(name, name);
            }
            for (String gone : List.of("c", "b")) {
                db.deleteContainer(gone);
                db.deleteNetwork(gone);
                db.deleteVolume(gone);
            }
            db.saveContainer("a", "a", "A");
            db.saveNetwork("a", "A");
            db.saveVolume("a", "A");
        }
        try (StateDb db = StateDb.open(home.resolve("state.db"))) {
            for (String name : List.of("b", "0", "c")) {
                db.saveContainer(name, name, name);
                db.saveNetwork(name, name);
                db.saveVolume(name, name);
            }
            List<String> expected = List.of("A", "d", "b", "0", "c");
            assertThat(db.containers())
                    .extracting(StateDb.StoredContainer::json)
                    .isEqualTo(expected);
            assertThat(db.networks()).isEqualTo(expected);
            assertThat(db.volumes()).isEqualTo(expected);
        }
    }

    private static StateDb.StoredContainer stored(String json) {
        return new StateDb.StoredContainer(json, Optional.empty());
    }

    @Test
    void theCourseOfAContainerIsForgottenWhenAllOfItIsSaved() {
        try (StateDb db = StateDb.open(home.resolve("state.db"))) {
            db.saveContainer("1", "a", "{\"n\":1}");
            db.saveCourse("1", "{\"c\":1}");
            db.saveCourse("1", "{\"c\":2}");
        }
        try (StateDb db = StateDb.open(home.resolve("state.db"))) {
            assertThat(db.containers())
                    .containsExactly(new StateDb.StoredContainer("{\"n\":1}", Optional.of("{\"c\":2}")));
            db.saveContainer("1", "b", "{\"n\":2}");
            assertThat(db.containers()).containsExactly(stored("{\"n\":2}"));
            db.saveCourse("1", "{\"c\":3}");
            db.deleteContainer("1");
            db.saveContainer("1", "c", "{\"n\":3}");
            assertThat(db.containers()).containsExactly(stored("{\"n\":3}"));
        }
    }

    private static Event event(int number) {
        return new Event(Instant.EPOCH.plusSeconds(number), "container", "start", "c" + number, Map.of("name", "web"));
    }

    @Test
    void eventsAreWrittenAsAnyRecordIs() {
        Map<String, String> odd = new LinkedHashMap<>();
        odd.put("name", "web");
        odd.put("a \"label\"", "of\nlines \\ and \u00e9\ud83d\ude80");
        odd.put("", "");
        for (Event event : List.of(
                event(1),
                new Event(Instant.parse("2026-01-02T03:04:05.000600Z"), "container", "die", "c", odd),
                new Event(Instant.parse("2026-01-02T03:04:05.123456789Z"), "image", "pull", "", Map.of()))) {
            assertThat(EventText.of(event)).isEqualTo(json.write(event));
            assertThat(json.read(EventText.of(event), Event.class)).isEqualTo(event);
        }
    }

    private static List<String> actors(EventRecords records, Instant since, long after, long upTo, int limit) {
        return records.read(since, after, upTo, limit).stream()
                .map(kept -> kept.event().actor())
                .toList();
    }

    @Test
    void eventsComeBackAsTheyWereFromAMomentOnAndPageByPage() {
        try (StateDb db = StateDb.open(home.resolve("state.db"))) {
            EventRecords records = Stored.events(db, json);
            for (int i = 1; i <= 5; i++) {
                records.append(i, event(i));
            }
        }
        try (StateDb db = StateDb.open(home.resolve("state.db"))) {
            EventRecords records = Stored.events(db, json);
            assertThat(records.last()).isEqualTo(5);
            assertThat(records.read(Instant.MIN, 2, 3, 10)).containsExactly(new EventRecords.Numbered(3, event(3)));
            assertThat(actors(records, Instant.EPOCH.plusSeconds(4), 0, 5, 10)).containsExactly("c4", "c5");
            assertThat(actors(records, Instant.EPOCH, 0, 5, 2)).containsExactly("c1", "c2");
            assertThat(actors(records, Instant.MAX, 0, 5, 2)).isEmpty();
        }
    }

    @Test
    void aStateThatIsSavedSavesTheEventsBeforeIt() {
        try (StateDb killed = StateDb.open(home.resolve("state.db"));
                StateDb next = StateDb.open(home.resolve("state.db"))) {
            Stored.events(killed, json).append(1, event(1));
            assertThat(next.lastEvent()).as("no write for the event alone").isZero();
            killed.saveContainer("1", "a", "{}");
            assertThat(next.containers()).hasSize(1);
            assertThat(next.lastEvent()).isEqualTo(1);
            Stored.events(killed, json).append(2, event(2));
            assertThatThrownBy(() -> killed.saveContainer("2", "a", "{}")).isInstanceOf(JcomposeException.class);
            killed.writeEvents();
            assertThat(next.lastEvent())
                    .as("a change that fails takes no event with it")
                    .isEqualTo(2);
        }
    }

    @Test
    void theOldestEventsGive() {
        try (StateDb db = StateDb.open(home.resolve("state.db"))) {
            EventRecords records = Stored.events(db, json);
            for (int i = 1; i <= EventRecords.KEPT; i++) {
                records.append(i, event(i));
            }
            records.flush();
            records.append(EventRecords.KEPT + 1, event(EventRecords.KEPT + 1));
            assertThat(records.read(Instant.MIN, 0, Long.MAX_VALUE, Integer.MAX_VALUE))
                    .hasSize(EventRecords.KEPT)
                    .first()
                    .isEqualTo(new EventRecords.Numbered(2, event(2)));
        }
    }

    @Test
    void aFileThatIsNoDatabaseIsRefusedWithItsPath() throws IOException {
        Path file = home.resolve("state.db");
        Files.writeString(file, "not a database, certainly not one\n".repeat(100));
        assertThatThrownBy(() -> StateDb.open(file))
                .isInstanceOf(JcomposeException.class)
                .hasMessageContaining(file.toString());
    }
}

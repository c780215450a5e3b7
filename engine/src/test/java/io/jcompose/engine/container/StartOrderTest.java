package io.jcompose.engine.container;

import static org.assertj.core.api.Assertions.assertThat;

import io.jcompose.engine.container.ContainerSpec.NetworkMode;
import io.jcompose.engine.container.StartOrder.Condition;
import io.jcompose.engine.container.StartOrder.Need;
import io.jcompose.engine.image.Digest;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class StartOrderTest {
    private final Container db = of("1", Map.of("project", "p", "service", "db"), new NetworkMode.Networks());
    private final Container job = of("2", Map.of("project", "p", "service", "job"), new NetworkMode.Networks());
    private final Container elsewhere = of("3", Map.of("project", "q", "service", "db"), new NetworkMode.Networks());
    private final Container once =
            of("4", Map.of("project", "p", "service", "db", "oneoff", "True"), new NetworkMode.Networks());
    private final Container web = of(
            "5",
            Map.of(
                    "project",
                    "p",
                    "service",
                    "web",
                    "depends_on",
                    "db:service_healthy:true,job:service_completed_successfully:false,gone:service_started:false"),
            new NetworkMode.Networks());

    @Test
    void readsFromLabelsWhatAProjectsContainerNeeds() {
        StartOrder order = StartOrder.of(List.of(web, db, job, elsewhere, once));

        assertThat(order.of(web.id()))
                .containsExactly(new Need(db.id(), Condition.HEALTHY), new Need(job.id(), Condition.COMPLETED));
        assertThat(order.of(db.id())).isEmpty();
        assertThat(order.withNeeds(Set.of(web.id()))).containsExactlyInAnyOrder(web.id(), db.id(), job.id());
    }

    @Test
    void whoseNamespacesAreSharedIsNeeded() {
        Container inside = of("6", Map.of(), new NetworkMode.OfContainer("c5"));

        assertThat(StartOrder.of(List.of(inside, web)).of(inside.id()))
                .containsExactly(new Need(web.id(), Condition.STARTED));
    }

    @Test
    void aCycleIsCut() {
        Container one = of(
                "7",
                Map.of("project", "p", "service", "one", "depends_on", "two:service_started:false"),
                new NetworkMode.Networks());
        Container two = of(
                "8",
                Map.of("project", "p", "service", "two", "depends_on", "one:service_started:false"),
                new NetworkMode.Networks());

        StartOrder order = StartOrder.of(List.of(one, two));

        assertThat(order.of(one.id())).containsExactly(new Need(two.id(), Condition.STARTED));
        assertThat(order.of(two.id())).isEmpty();
    }

    /** As moby's restart manager: 100 ms, doubled up to a minute, anew after a run of ten seconds. */
    @Test
    void restartsComeLaterEachTimeUntilOneHasRunForTenSeconds() {
        Cell cell = new Cell(db, ContainerFiles.of(db.id(), Path.of("/home"), Path.of("/run")));

        assertThat(IntStream.range(0, 12)
                        .mapToLong(
                                i -> cell.nextBackOff(Duration.ofMillis(9_999)).toMillis()))
                .containsExactly(
                        100L, 200L, 400L, 800L, 1_600L, 3_200L, 6_400L, 12_800L, 25_600L, 51_200L, 60_000L, 60_000L);
        assertThat(cell.nextBackOff(Duration.ofSeconds(10))).isEqualTo(Duration.ofMillis(100));
        assertThat(cell.nextBackOff(Duration.ZERO)).isEqualTo(Duration.ofMillis(200));
    }

    private static Container of(String digit, Map<String, String> labels, NetworkMode mode) {
        ContainerSpec plain = ContainerSpec.of("c" + digit, "image");
        ContainerSpec.Networking networking = plain.networking();
        Map<String, String> named = new LinkedHashMap<>();
        labels.forEach((name, value) -> named.put("com.docker.compose." + name, value));
        ContainerSpec spec = new ContainerSpec(
                plain.name(),
                plain.image(),
                plain.process(),
                plain.mounts(),
                new ContainerSpec.Networking(
                        mode,
                        networking.attachments(),
                        networking.ports(),
                        networking.expose(),
                        networking.dns(),
                        networking.extraHosts(),
                        networking.hostname(),
                        networking.domainname()),
                plain.isolation(),
                plain.resources(),
                plain.supervision(),
                named);
        return new Container(
                new ContainerId(digit.repeat(64)),
                spec,
                Digest.ofHex("0".repeat(64)),
                Instant.EPOCH,
                new ContainerState.Created(),
                Optional.empty(),
                List.of(),
                0);
    }
}

package io.jcompose.compose.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.jcompose.compose.model.Project;
import io.jcompose.engine.container.ContainerSpec;
import io.jcompose.error.JcomposeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What goes wrong leaves nothing half-made and hurts nothing that runs. */
@Timeout(120)
final class FailureIT {
    private Workshop shop;

    @BeforeEach
    void open() throws IOException {
        shop = Workshop.open();
    }

    @AfterEach
    void close() throws IOException {
        if (shop != null) {
            shop.close();
        }
    }

    @Test
    void aProgramThatDoesNotExistLeavesNoContainerAndNoNetwork() {
        Project project = shop.project("no", "services: {web: {image: busybox, command: [/no/such/program]}}");

        assertThatThrownBy(() -> shop.up(project)).hasMessageContaining("/no/such/program");

        assertThat(shop.engine.containers().list()).isEmpty();
        assertThat(shop.engine.networks().find("no_default")).isEmpty();
    }

    @Test
    void aMissingImageIsFoundBeforeItsContainerAndOthersGoOn() {
        Project project = shop.project("img", """
                services:
                  bad: {image: "127.0.0.1:1/none:1", pull_policy: never}
                  good: {image: busybox, command: [sleep, "1000"]}
                """);

        assertThatThrownBy(() -> shop.up(project))
                .hasMessageContaining("127.0.0.1:1/none:1")
                .hasMessageContaining("compose.yaml:3:3");

        assertThat(shop.engine.containers().list()).isEmpty();
    }

    @Test
    void anInterruptedWaitLeavesWhatRunsAndRemovesWhatWasNotStarted() throws InterruptedException {
        Project project = shop.project("wait", """
                services:
                  web: {image: busybox, command: [sleep, "1000"], depends_on: {db: {condition: service_healthy}}}
                  db:
                    image: busybox
                    command: [sleep, "1000"]
                    stop_signal: SIGKILL
                    healthcheck: {test: [CMD, "false"], interval: 200ms, start_period: 1h, retries: 1000}
                """);
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        Thread up = Thread.ofVirtual().start(() -> {
            try {
                shop.up(project);
            } catch (RuntimeException e) {
                thrown.set(e);
            }
        });
        await().atMost(Duration.ofSeconds(60)).until(() -> shop.told.contains("Container wait-db-1 Waiting"));

        up.interrupt();
        up.join();

        assertThat(thrown.get())
                .isInstanceOfSatisfying(
                        JcomposeException.class,
                        e -> assertThat(e.kind()).isEqualTo(JcomposeException.Kind.INTERRUPTED));
        assertThat(shop.pid("wait-db-1")).isPositive();
        assertThat(shop.engine.containers().find("wait-web-1")).isEmpty();
    }

    @Test
    void waitTimesOutNamingWhoIsNotReady() {
        Project project = shop.project("slow", """
                services:
                  db:
                    image: busybox
                    command: [sleep, "1000"]
                    stop_signal: SIGKILL
                    healthcheck: {test: [CMD, "false"], interval: 200ms, start_period: 1h, retries: 1000}
                """);
        UpOptions plain = UpOptions.DEFAULT;
        UpOptions waiting = new UpOptions(
                plain.services(),
                plain.noDeps(),
                plain.start(),
                plain.recreation(),
                plain.supply(),
                plain.orphans(),
                plain.stopTimeout(),
                new UpOptions.Wait(true, Optional.of(Duration.ofMillis(300))));

        assertThatThrownBy(() -> shop.operations.up(project, waiting, shop.reporter))
                .hasMessageContaining("timeout waiting for container slow-db-1");
    }

    @Test
    void anUnhealthyOptionalDependencyIsOnlyAWarning() {
        Project project = shop.project("soft", """
                services:
                  web:
                    image: busybox
                    command: [sleep, "1000"]
                    stop_signal: SIGKILL
                    depends_on: {job: {condition: service_completed_successfully, required: false}}
                  job: {image: busybox, command: [sh, -c, "exit 7"]}
                """);

        shop.up(project);

        assertThat(shop.pid("soft-web-1")).isPositive();
        assertThat(shop.told).anyMatch(line -> line.startsWith("warning: optional dependency \"job\" failed to start"));
    }

    @Test
    void downLeavesANetworkThatAForeignContainerUsesAndNamesIt() {
        Project project = shop.project(
                "net", "services: {web: {image: busybox, command: [sleep, '1000'], stop_signal: SIGKILL}}");
        shop.up(project);
        ContainerSpec foreign = ContainerSpec.of("foreigner", "busybox");
        shop.engine
                .containers()
                .create(new ContainerSpec(
                        foreign.name(),
                        foreign.image(),
                        new ContainerSpec.Process(
                                Optional.empty(),
                                Optional.of(List.of("sleep", "1000")),
                                Map.of(),
                                Optional.empty(),
                                Optional.empty(),
                                List.of(),
                                false,
                                false,
                                false,
                                ContainerSpec.StandardStream.OUTPUTS),
                        foreign.mounts(),
                        foreign.networking(),
                        foreign.isolation(),
                        foreign.resources(),
                        foreign.supervision(),
                        foreign.labels()));
        shop.engine.containers().start("foreigner");
        shop.engine
                .containers()
                .connect(
                        "foreigner",
                        new ContainerSpec.Attachment(
                                "net_default",
                                List.of(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                List.of(),
                                0,
                                0,
                                Map.of()));

        shop.down(project);

        assertThat(shop.engine.networks().find("net_default")).isPresent();
        assertThat(shop.told).anyMatch(line -> line.startsWith("warning:") && line.contains("foreigner"));
        assertThat(shop.pid("foreigner")).isPositive();
    }

    @Test
    void aBindSourceThatMustExistIsNamed() {
        Project project = shop.project("bind", """
                services:
                  web:
                    image: busybox
                    command: [sleep, "1000"]
                    volumes: [{type: bind, source: ./absent, target: /x, bind: {create_host_path: false}}]
                """);
        assertThatThrownBy(() -> shop.up(project))
                .hasMessageContaining(shop.directory("bind").resolve("absent").toString());
        assertThat(shop.engine.containers().list()).isEmpty();
    }

    @Test
    void aMissingFileIsNotMadeAsADirectory() {
        Project project = shop.project("file", """
                services:
                  web:
                    image: busybox
                    command: [sleep, "1000"]
                    stop_signal: SIGKILL
                    volumes: ["./typo.conf:/bin/busybox", "./data:/data"]
                """);
        Path source = shop.directory("file").resolve("typo.conf");
        assertThatThrownBy(() -> shop.up(project))
                .hasMessageContaining("the bind source \"" + source
                        + "\" does not exist, and \"/bin/busybox\" is a file of the image");
        assertThat(source).doesNotExist();

        Project withoutIt = shop.project("file", """
                services:
                  web:
                    image: busybox
                    command: [sleep, "1000"]
                    stop_signal: SIGKILL
                    volumes: ["./data:/data"]
                """);
        shop.up(withoutIt);
        assertThat(shop.directory("file").resolve("data")).isDirectory();
    }

    @Test
    void anOrphanIsWarnedOfAndRemovedWhenAskedFor() {
        shop.up(shop.project("orph", """
                services:
                  web: {image: busybox, command: [sleep, "1000"], stop_signal: SIGKILL}
                  gone: {image: busybox, command: [sleep, "1000"], stop_signal: SIGKILL}
                """));
        Project smaller = shop.project(
                "orph", "services: {web: {image: busybox, command: [sleep, '1000'], stop_signal: SIGKILL}}");
        Path orphan = Path.of("/proc/" + shop.pid("orph-gone-1"));

        shop.up(smaller);
        assertThat(shop.told).anyMatch(line -> line.contains("orphan") && line.contains("orph-gone-1"));
        assertThat(orphan).exists();

        shop.operations.down(
                ProjectRef.of(smaller),
                new DownOptions(List.of(), true, false, DownOptions.RemoveImages.NONE, Optional.empty()),
                shop.reporter);
        assertThat(Files.exists(orphan)).isFalse();
        assertThat(shop.engine.networks().find("orph_default")).isEmpty();
    }

    @Test
    void aOneOffRunsBesideTheServiceWithItsDependenciesUp() {
        Project project = shop.project("run", """
                services:
                  web: {image: busybox, command: [sleep, "1000"], stop_signal: SIGKILL, depends_on: [db], ports: ["80"], environment: {A: "1"}}
                  db: {image: busybox, command: [sleep, "1000"], stop_signal: SIGKILL}
                """);
        RunOptions options = new RunOptions(
                "web",
                Optional.empty(),
                new RunOptions.Process(
                        Optional.of(List.of("sh", "-c", "exit 6")),
                        Optional.empty(),
                        Map.of("B", Optional.of("2")),
                        Optional.empty(),
                        Optional.empty(),
                        false,
                        false),
                new RunOptions.Wiring(List.of(), List.of(), false, false, true),
                new RunOptions.Rights(List.of(), List.of()),
                Map.of(),
                false,
                UpOptions.DEFAULT);

        ServiceContainer one = shop.operations.prepareRun(project, options, shop.reporter);
        shop.engine.containers().start(one.name());

        assertThat(shop.engine.containers().await(one.name()).code()).isEqualTo(6);
        assertThat(one.oneOff()).isTrue();
        assertThat(one.name()).startsWith("run-web-run-");
        assertThat(one.container().spec().process().environment())
                .containsEntry("A", Optional.of("1"))
                .containsEntry("B", Optional.of("2"));
        assertThat(one.container().spec().networking().ports()).isEmpty();
        assertThat(shop.pid("run-db-1")).isPositive();
        assertThat(shop.engine.containers().find("run-web-1")).isEmpty();
    }

    /** A probe that is being born when its container is killed must not keep the container from ending. */
    @Test
    void containersThatAreProbedAllTheTimeEndWhenTheyAreKilled() {
        Project project = shop.project("probed", """
                services:
                  db:
                    image: busybox
                    command: [sleep, "1000"]
                    stop_signal: SIGKILL
                    scale: 4
                    healthcheck: {test: [CMD, "false"], interval: 10ms, start_period: 1h, retries: 1000}
                """);
        for (int i = 0; i < 10; i++) {
            shop.up(project);
            shop.down(project);
        }
        assertThat(shop.engine.containers().list()).isEmpty();
    }
}

package io.jcompose.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.jcompose.engine.container.Container;
import io.jcompose.engine.container.ContainerSpec;
import io.jcompose.engine.container.ContainerState;
import io.jcompose.engine.container.ContainerState.Health;
import io.jcompose.engine.image.Healthcheck;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Docker's rules for health checks (moby daemon/health.go) with real probes. */
class HealthIT {
    private TestEngine engine;
    private final List<String> events = new CopyOnWriteArrayList<>();

    @BeforeEach
    void open() throws IOException {
        engine = TestEngine.open();
        engine.engine().events().subscribe(event -> events.add(event.action()));
    }

    @AfterEach
    void close() throws IOException {
        if (engine != null) {
            engine.close();
        }
    }

    private void start(Duration timeout, String probe) {
        ContainerSpec plain = TestEngine.spec("web", "sleep", "1000");
        ContainerSpec.Process p = plain.process();
        ContainerSpec.Supervision s = plain.supervision();
        Healthcheck check = new Healthcheck(
                List.of("CMD-SHELL", probe), Duration.ofMillis(50), timeout, Duration.ZERO, Duration.ofMillis(50), 2);
        engine.engine()
                .containers()
                .create(new ContainerSpec(
                        plain.name(),
                        plain.image(),
                        new ContainerSpec.Process(
                                p.entrypoint(),
                                p.command(),
                                Map.of("STAGE", Optional.of("prod")),
                                Optional.of("app"),
                                Optional.of("/tmp"),
                                p.groupAdd(),
                                false,
                                false,
                                false,
                                ContainerSpec.StandardStream.OUTPUTS),
                        plain.mounts(),
                        plain.networking(),
                        plain.isolation(),
                        plain.resources(),
                        new ContainerSpec.Supervision(
                                s.restart(), Optional.of(check), s.stopSignal(), s.stopTimeout(), false, s.log()),
                        plain.labels()));
        engine.engine().containers().start("web");
    }

    private Health health() {
        Container web = engine.engine().containers().get("web");
        return web.state() instanceof ContainerState.Running running ? running.health() : Health.NONE;
    }

    private void await(Health.Status status) {
        Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> health().status() == status);
    }

    @Test
    void aProbeThatTakesTooLongIsKilledAndFails() throws IOException {
        start(Duration.ofSeconds(1), "echo slow; exec sleep 4711");
        await(Health.Status.UNHEALTHY);
        assertThat(health().log()).isNotEmpty().allSatisfy(probe -> {
            assertThat(probe.exitCode()).isEqualTo(-1);
            assertThat(probe.output()).isEqualTo("Health check exceeded timeout (1s): slow\n");
        });
        Awaitility.await().until(() -> events.contains("health_status: unhealthy"));
        // at most the one that runs now: those before it are gone
        assertThat(sleepers()).isLessThanOrEqualTo(1);
    }

    private static long sleepers() throws IOException {
        long count = 0;
        try (var processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (Path process : processes) {
                count += commandLine(process).startsWith("sleep\0004711") ? 1 : 0;
            }
        }
        return count;
    }

    private static String commandLine(Path process) {
        try {
            return Files.readString(process.resolve("cmdline"));
        } catch (IOException ended) {
            return "";
        }
    }

    @Test
    void aProbeRunsAsTheContainersUserInItsDirectoryWithItsVariables() {
        start(Duration.ofSeconds(30), "echo $(id -u) $PWD $STAGE");
        await(Health.Status.HEALTHY);
        assertThat(health().log().getFirst().output()).isEqualTo("1000 /tmp prod\n");
        Awaitility.await().until(() -> events.contains("health_status: healthy"));
    }

    @Test
    void fiveResultsOfFourKilobytesAreKept() {
        start(Duration.ofSeconds(30), "busybox yes | head -c 100000");
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(() -> health().log().size() == 5);
        assertThat(health().log())
                .allSatisfy(
                        probe -> assertThat(probe.output()).hasSize(4096 + 3).endsWith("\ny\n..."));
    }

    @Test
    void whatTheLastProbesSaidIsKnownAfterTheEnd() {
        start(Duration.ofSeconds(30), "echo why; exit 3");
        await(Health.Status.UNHEALTHY);
        engine.engine().containers().kill("web", "KILL");
        ContainerState.Exit exit = engine.engine().containers().await("web");
        assertThat(exit.health().orElseThrow().log())
                .isNotEmpty()
                .allSatisfy(probe -> assertThat(probe.output()).isEqualTo("why\n"));
        assertThat(exit.health().orElseThrow().failingStreak()).isGreaterThanOrEqualTo(2);
    }

    @Test
    void aNewRunBeginsAnew() {
        start(Duration.ofSeconds(30), "test ! -e /tmp/broken");
        await(Health.Status.HEALTHY);
        engine.engine().containers().kill("web", "KILL");
        engine.engine().containers().await("web");
        events.clear();
        engine.engine().containers().start("web");
        await(Health.Status.HEALTHY);
        Awaitility.await().until(() -> events.contains("health_status: healthy"));
    }
}

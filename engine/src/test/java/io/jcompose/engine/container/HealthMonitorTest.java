package io.jcompose.engine.container;

import static org.assertj.core.api.Assertions.assertThat;

import io.jcompose.engine.container.ContainerState.Health;
import io.jcompose.engine.container.ContainerState.Probe;
import io.jcompose.engine.image.Healthcheck;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class HealthMonitorTest {
    private static final Health STARTING = new Health(Health.Status.STARTING, 0, List.of());

    /** Gone through while the monitor goes on. */
    private final List<Health> reports = new CopyOnWriteArrayList<>();

    private final AtomicInteger exitCode = new AtomicInteger();

    /** How many reports fail before one is heard. */
    private final AtomicInteger unheard = new AtomicInteger();

    private void hear(Health health) {
        if (unheard.getAndDecrement() > 0) {
            throw new IllegalStateException("the disk is full");
        }
        reports.add(health);
    }

    private HealthMonitor start(Duration interval, Duration startPeriod, int retries) {
        Healthcheck check = new Healthcheck(
                List.of("CMD", "true"), interval, Duration.ofSeconds(1), startPeriod, Duration.ofMillis(100), retries);
        HealthMonitor monitor = new HealthMonitor(
                check,
                STARTING,
                (command, timeout) -> new Probe(Instant.now(), Instant.now(), exitCode.get(), ""),
                this::hear,
                Clock.systemUTC());
        monitor.start(Instant.now());
        return monitor;
    }

    @Test
    void theFirstProbeComesAtOnceEvenWithALongInterval() {
        HealthMonitor monitor = start(Duration.ofHours(1), Duration.ZERO, 3);
        Awaitility.await().until(() -> !reports.isEmpty());
        monitor.stop();
        assertThat(reports.getFirst().status()).isEqualTo(Health.Status.HEALTHY);
    }

    @Test
    void earlyFailuresDoNotMakeItUnhealthyAndASuccessEndsStarting() {
        exitCode.set(1);
        HealthMonitor monitor = start(Duration.ofHours(1), Duration.ZERO, 1);
        Awaitility.await().until(() -> reports.size() >= 5);
        assertThat(reports)
                .allMatch(health -> health.status() == Health.Status.STARTING && health.failingStreak() == 0);
        exitCode.set(0);
        Awaitility.await().until(() -> reports.getLast().status() == Health.Status.HEALTHY);
        monitor.stop();
        assertThat(reports.getLast().log()).hasSizeLessThanOrEqualTo(5);
    }

    @Test
    void asManyFailuresAsRetriesMakeItUnhealthyAndOneSuccessHealthyAgain() {
        exitCode.set(1);
        HealthMonitor monitor = start(Duration.ofMillis(20), Duration.ZERO, 3);
        Awaitility.await().until(() -> !reports.isEmpty() && reports.getLast().status() == Health.Status.UNHEALTHY);
        assertThat(reports.stream()
                        .filter(health -> health.status() == Health.Status.UNHEALTHY)
                        .findFirst()
                        .orElseThrow()
                        .failingStreak())
                .isEqualTo(3);
        exitCode.set(0);
        Awaitility.await().until(() -> reports.getLast().status() == Health.Status.HEALTHY);
        monitor.stop();
        assertThat(reports.getLast().failingStreak()).isZero();
    }

    @Test
    void failuresWithinTheStartPeriodDoNotCount() {
        exitCode.set(1);
        HealthMonitor monitor = start(Duration.ofMillis(10), Duration.ofHours(1), 1);
        Awaitility.await().until(() -> reports.size() >= 5);
        monitor.stop();
        assertThat(reports).allMatch(health -> health.status() == Health.Status.STARTING);
    }

    @Test
    void aReportThatFailsIsFollowedByTheNext() {
        unheard.set(2);
        HealthMonitor monitor = start(Duration.ofMillis(20), Duration.ZERO, 3);
        Awaitility.await().until(() -> !reports.isEmpty());
        monitor.stop();
        assertThat(reports.getFirst().log()).hasSize(3);
    }
}

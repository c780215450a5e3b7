package io.jcompose.engine.container;

import io.jcompose.engine.container.ContainerState.Health;
import io.jcompose.engine.container.ContainerState.Probe;
import io.jcompose.engine.image.Healthcheck;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Probes one run of a container on a virtual thread of its own.
 *
 * <p>Docker's rules (moby daemon/health.go) for what counts: three failures in a row, none of those within the start period; an interval begins at the end of
 * the probe before. Better than docker's in when it looks: the first probe comes at once and, while nothing has succeeded yet, further ones after 100 ms,
 * 200 ms ... up to the start interval, so that dependents need not wait for a whole interval. Such early failures don't count more often than docker's would.
 */
final class HealthMonitor {
    private static final System.Logger LOG = System.getLogger(HealthMonitor.class.getName());
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final int KEPT = 5;

    /** Runs one probe; never throws but for an interrupt. */
    @FunctionalInterface
    interface Prober {
        Probe probe(List<String> command, Duration timeout) throws InterruptedException;
    }

    private final Healthcheck check;
    private final Prober prober;
    private final Consumer<Health> report;
    private final Clock clock;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private volatile boolean paused;
    private Health health;

    /** @param health where an earlier engine left it, or starting */
    HealthMonitor(Healthcheck check, Health health, Prober prober, Consumer<Health> report, Clock clock) {
        this.check = check;
        this.health = health;
        this.prober = prober;
        this.report = report;
        this.clock = clock;
    }

    /** A monitor that never probes, for containers without a health check. */
    static HealthMonitor none() {
        return new HealthMonitor(
                Healthcheck.DEFAULTS,
                Health.NONE,
                (command, timeout) -> new Probe(Instant.EPOCH, Instant.EPOCH, 0, ""),
                ignored -> {},
                Clock.systemUTC());
    }

    void start(Instant startedAt) {
        if (check.test().isEmpty()) {
            return;
        }
        Thread.ofVirtual().name("health").start(() -> {
            try {
                run(startedAt);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    void stop() {
        stopped.countDown();
    }

    /** No probes while the container is paused. */
    void paused(boolean now) {
        paused = now;
    }

    private void run(Instant startedAt) throws InterruptedException {
        Instant countsFrom = startedAt.plus(larger(check.startPeriod(), interval()));
        Duration pause = health.status() == Health.Status.STARTING ? Duration.ZERO : interval();
        Duration next = FIRST_PAUSE;
        while (!stopped.await(pause.toNanos(), TimeUnit.NANOSECONDS)) {
            if (paused) {
                pause = interval();
                continue;
            }
            Probe probe = prober.probe(command(), positive(check.timeout(), Healthcheck.DEFAULTS.timeout()));
            if (stopped.getCount() == 0) {
                return;
            }
            boolean counts = probe.exitCode() != 0
                    && (health.status() != Health.Status.STARTING
                            || !Instant.now(clock).isBefore(countsFrom));
            if (counts) {
                countsFrom = Instant.now(clock).plus(interval());
            }
            try {
                take(probe, counts);
            } catch (RuntimeException e) {
                // The next probe tells it, and must come.
                LOG.log(System.Logger.Level.ERROR, "the health of a container could not be told", e);
            }
            pause = health.status() == Health.Status.STARTING ? next : interval();
            next = smaller(next.multipliedBy(2), smaller(startInterval(), interval()));
        }
    }

    private void take(Probe probe, boolean counts) {
        List<Probe> log = new ArrayList<>(health.log());
        log.add(probe);
        while (log.size() > KEPT) {
            log.removeFirst();
        }
        int streak = probe.exitCode() == 0 ? 0 : health.failingStreak() + (counts ? 1 : 0);
        int retries = check.retries() > 0 ? check.retries() : Healthcheck.DEFAULTS.retries();
        Health.Status status = probe.exitCode() == 0
                ? Health.Status.HEALTHY
                : streak >= retries ? Health.Status.UNHEALTHY : health.status();
        health = new Health(status, streak, log);
        report.accept(health);
    }

    private List<String> command() {
        return check.test().getFirst().equals("CMD-SHELL")
                ? List.of("/bin/sh", "-c", check.test().get(1))
                : check.test().subList(1, check.test().size());
    }

    private Duration interval() {
        return positive(check.interval(), Healthcheck.DEFAULTS.interval());
    }

    private Duration startInterval() {
        return positive(check.startInterval(), Healthcheck.DEFAULTS.startInterval());
    }

    private static Duration positive(Duration wanted, Duration otherwise) {
        return wanted.isPositive() ? wanted : otherwise;
    }

    private static Duration larger(Duration a, Duration b) {
        return a.compareTo(b) > 0 ? a : b;
    }

    private static Duration smaller(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }
}

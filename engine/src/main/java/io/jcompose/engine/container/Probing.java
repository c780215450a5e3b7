package io.jcompose.engine.container;

import io.jcompose.engine.container.ContainerState.Health;
import io.jcompose.engine.container.ContainerState.Probe;
import io.jcompose.engine.image.Healthcheck;
import io.jcompose.engine.image.Image;
import io.jcompose.error.JcomposeException;
import io.jcompose.linux.LinuxException;
import java.io.ByteArrayOutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Runs health checks by exec and makes their results known. */
final class Probing {
    private static final int MOST_OUTPUT = 4096;

    private final EngineParts parts;
    private final ContainerTable table;
    private final Execs execs;

    Probing(EngineParts parts, ContainerTable table, Execs execs) {
        this.parts = parts;
        this.table = table;
        this.execs = execs;
    }

    /** The container's own check, completed by the image's; absent when there is none or it is switched off. */
    Optional<Healthcheck> checkOf(Container container) {
        Optional<Healthcheck> ofImage = parts.storage()
                .images()
                .find(container.imageId().value())
                .map(Image::config)
                .flatMap(config -> config.healthcheck());
        Optional<Healthcheck> own = container.spec().supervision().healthcheck();
        Optional<Healthcheck> merged = own.isEmpty() ? ofImage : own.map(check -> complete(check, ofImage));
        return merged.filter(check -> !check.disabled() && !check.test().isEmpty());
    }

    private static Healthcheck complete(Healthcheck own, Optional<Healthcheck> ofImage) {
        if (ofImage.isEmpty()) {
            return own;
        }
        Healthcheck base = ofImage.get();
        return new Healthcheck(
                own.test().isEmpty() ? base.test() : own.test(),
                or(own.interval(), base.interval()),
                or(own.timeout(), base.timeout()),
                or(own.startPeriod(), base.startPeriod()),
                or(own.startInterval(), base.startInterval()),
                own.retries() > 0 ? own.retries() : base.retries());
    }

    private static Duration or(Duration own, Duration base) {
        return own.isPositive() ? own : base;
    }

    HealthMonitor monitor(Cell cell, Optional<Healthcheck> check, Health health) {
        if (check.isEmpty()) {
            return HealthMonitor.none();
        }
        return new HealthMonitor(
                check.get(),
                health,
                (command, timeout) -> probe(cell, command, timeout),
                next -> report(cell, next),
                parts.clock());
    }

    private void report(Cell cell, Health next) {
        if (!(cell.snapshot().state() instanceof ContainerState.Running running)) {
            return;
        }
        boolean changed = running.health().status() != next.status();
        Container container = changed
                ? table.update(cell, c -> With.state(c, With.health(c.state(), next)))
                : table.updateInMemory(cell, c -> With.state(c, With.health(c.state(), next)));
        if (changed) {
            String word = next.status() == Health.Status.HEALTHY ? "healthy" : "unhealthy";
            Map<String, String> attributes = Starting.attributes(container);
            parts.storage().events().publish("container", "health_status: " + word, cell.id.value(), attributes);
        }
    }

    private Probe probe(Cell cell, List<String> command, Duration timeout) throws InterruptedException {
        Instant start = Instant.now(parts.clock());
        Said said = new Said();
        ExecSpec spec = new ExecSpec(command, Map.of(), Optional.empty(), Optional.empty(), false, false, false, 0, 0);
        try {
            ExecSession session = execs.probe(cell, spec, (stream, bytes) -> said.add(bytes));
            return await(session, timeout, start, said);
        } catch (JcomposeException | LinuxException | UncheckedIOException e) {
            // the check's program is not there, or the container is about to end: docker records that as a failed probe
            // too
            return new Probe(start, Instant.now(parts.clock()), -1, String.valueOf(e.getMessage()));
        }
    }

    private Probe await(ExecSession session, Duration timeout, Instant start, Said said) throws InterruptedException {
        CompletableFuture<Integer> code = new CompletableFuture<>();
        Thread.ofVirtual().name("probe").start(() -> code.complete(session.await()));
        try {
            int status = code.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
            return new Probe(start, Instant.now(parts.clock()), status, said.text());
        } catch (TimeoutException e) {
            session.kill("KILL");
            String message = "Health check exceeded timeout (" + text(timeout) + ")";
            String what = said.text();
            return new Probe(start, Instant.now(parts.clock()), -1, what.isEmpty() ? message : message + ": " + what);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    /** {@code 300ms}, {@code 1.5s}, {@code 1m30s}. */
    private static String text(Duration timeout) {
        return timeout.compareTo(Duration.ofSeconds(1)) < 0
                ? timeout.toMillis() + "ms"
                : timeout.toString().substring("PT".length()).toLowerCase(Locale.ROOT);
    }

    /** The beginning of what a probe writes. */
    private static final class Said {
        private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
        private boolean cut;

        synchronized void add(byte[] bytes) {
            int room = Math.min(bytes.length, MOST_OUTPUT - kept.size());
            kept.write(bytes, 0, room);
            cut = cut || room < bytes.length;
        }

        synchronized String text() {
            return kept.toString(StandardCharsets.UTF_8) + (cut ? "..." : "");
        }
    }
}

package io.jcompose.cli.command;

import io.jcompose.cli.invocation.Invocation;
import io.jcompose.cli.render.Frames;
import io.jcompose.cli.render.Listing;
import io.jcompose.cli.render.Units;
import io.jcompose.engine.Engine;
import io.jcompose.engine.container.Container;
import io.jcompose.engine.container.ContainerUsage;
import io.jcompose.error.JcomposeException;
import io.jcompose.error.JcomposeException.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What {@code stats} and {@code container stats} do alike: a sample a second, shown by docker's rules (docker/cli, stats_helpers). */
public final class StatsView {
    private static final Listing LISTING = new Listing(
            "{{.ID}}\t{{.Name}}\t{{.CPUPerc}}\t{{.MemUsage}}\t{{.MemPerc}}\t{{.NetIO}}\t{{.BlockIO}}\t{{.PIDs}}",
            Map.ofEntries(
                    Map.entry("Container", "CONTAINER"),
                    Map.entry("ID", "CONTAINER ID"),
                    Map.entry("Name", "NAME"),
                    Map.entry("CPUPerc", "CPU %"),
                    Map.entry("MemUsage", "MEM USAGE / LIMIT"),
                    Map.entry("MemPerc", "MEM %"),
                    Map.entry("NetIO", "NET I/O"),
                    Map.entry("BlockIO", "BLOCK I/O"),
                    Map.entry("PIDs", "PIDS")));

    @Option(
            names = {"-a", "--all"},
            description = "Show all containers (default shows just running)")
    boolean all;

    @Option(names = "--format", paramLabel = "FORMAT", description = "table, json, or a Go template")
    String format = "table";

    @Option(names = "--no-stream", description = "Disable streaming stats and only pull the first result")
    boolean once;

    @Option(names = "--no-trunc", description = "Do not truncate output")
    boolean whole;

    private final Map<String, ContainerUsage> before = new HashMap<>();
    private final CountDownLatch seen = new CountDownLatch(1);

    /** @param containers asked anew for each sample, by what the user calls them; the running ones, or all when {@link #all} */
    public int show(Invocation invocation, Engine engine, Supplier<Map<String, Container>> containers) {
        Frames frames = new Frames(invocation.streams(), invocation.terminals().out() && !once);
        try {
            // the share of a processor is that of the time between two samples
            sample(engine, containers.get());
            while (!seen.await(1, TimeUnit.SECONDS)) {
                frames.show(LISTING.render(format, sample(engine, containers.get())));
                if (once) {
                    seen.countDown();
                }
            }
            return 0;
        } catch (InterruptedException e) {
            throw new JcomposeException(Kind.INTERRUPTED, "interrupted");
        }
    }

    public boolean all() {
        return all;
    }

    private List<Map<String, @Nullable Object>> sample(Engine engine, Map<String, Container> containers) {
        List<Map<String, @Nullable Object>> rows = new ArrayList<>();
        for (Map.Entry<String, Container> one : containers.entrySet()) {
            Container container = one.getValue();
            String id = container.id().value();
            Optional<ContainerUsage> now = engine.containers().usage(id);
            rows.add(row(container, one.getKey(), now, Optional.ofNullable(before.get(id))));
            now.ifPresentOrElse(usage -> before.put(id, usage), () -> before.remove(id));
        }
        return rows;
    }

    private Map<String, @Nullable Object> row(
            Container container, String name, Optional<ContainerUsage> usage, Optional<ContainerUsage> earlier) {
        String id = whole ? container.id().value() : container.id().shortForm();
        Map<String, @Nullable Object> row = new LinkedHashMap<>();
        row.put(
                "BlockIO",
                pair(usage.map(u -> Units.size(u.readBytes())), usage.map(u -> Units.size(u.writtenBytes()))));
        row.put(
                "CPUPerc",
                percent(usage.map(
                        now -> earlier.map(then -> processors(then, now)).orElse(0.0))));
        row.put("Container", name);
        row.put("ID", id);
        row.put("MemPerc", percent(usage.map(u -> 100.0 * u.memoryBytes() / u.memoryLimitBytes())));
        row.put(
                "MemUsage",
                pair(
                        usage.map(u -> Units.memory(u.memoryBytes())),
                        usage.map(u -> Units.memory(u.memoryLimitBytes()))));
        row.put("Name", container.name());
        row.put(
                "NetIO",
                pair(usage.map(u -> Units.size(u.receivedBytes())), usage.map(u -> Units.size(u.sentBytes()))));
        row.put("PIDs", Long.toString(usage.map(ContainerUsage::processes).orElse(0L)));
        return row;
    }

    /** 100 is one whole processor: the container's share of all processors' time, times their number. */
    private static double processors(ContainerUsage then, ContainerUsage now) {
        double own = now.cpuNanoseconds() - then.cpuNanoseconds();
        double system = now.systemNanoseconds() - then.systemNanoseconds();
        return own > 0 && system > 0 ? own / system * Runtime.getRuntime().availableProcessors() * 100 : 0;
    }

    private static String percent(Optional<Double> value) {
        return String.format(Locale.ROOT, "%.2f%%", value.orElse(0.0));
    }

    private static String pair(Optional<String> one, Optional<String> other) {
        return one.orElse("0B") + " / " + other.orElse("0B");
    }
}

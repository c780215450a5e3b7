package io.jcompose.engine.container;

import io.jcompose.engine.runtime.ResourceUsage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Reads what containers use: from their cgroups, their network namespaces and, for what it is compared with, the machine's /proc. */
final class Usages {
    private static final Path PROC = Path.of("/proc");
    /** CLK_TCK is 100 on every architecture (proc_stat(5)). */
    private static final long NANOSECONDS_PER_TICK = 10_000_000;
    /** user, nice, system, idle, iowait, irq, softirq, as docker adds them up. */
    private static final int PROCESSOR_FIELDS = 7;

    private static final int SENT = 8;

    private final EngineParts parts;

    Usages(EngineParts parts) {
        this.parts = parts;
    }

    /** Empty when it does not run. */
    Optional<ContainerUsage> of(Cell cell) {
        Container container = cell.snapshot();
        Optional<Cell.Live> live = cell.live();
        if (live.isEmpty() || !(container.state() instanceof ContainerState.Running running)) {
            return Optional.empty();
        }
        ResourceUsage used = parts.kernel().runtime().usage(live.get().process());
        boolean own = !(container.spec().networking().mode() instanceof ContainerSpec.NetworkMode.Host);
        Traffic traffic = own ? traffic(running.pid()) : Traffic.NONE;
        long machine = machineMemory();
        long limit = used.memoryLimitBytes();
        return Optional.of(new ContainerUsage(
                used.cpuNanoseconds(),
                processorTime(),
                used.memoryBytes(),
                limit < 0 || limit > machine ? machine : limit,
                used.processes(),
                traffic.received(),
                traffic.sent(),
                used.readBytes(),
                used.writtenBytes()));
    }

    private record Traffic(long received, long sent) {
        private static final Traffic NONE = new Traffic(0, 0);
    }

    /** Two lines of titles, then {@code name: received ... sent ...} (proc_pid_net(5)). */
    private static Traffic traffic(int pid) {
        List<String> lines;
        try {
            lines = Files.readAllLines(PROC.resolve(pid + "/net/dev"));
        } catch (IOException ended) {
            return Traffic.NONE;
        }
        long received = 0;
        long sent = 0;
        for (String line : lines.subList(Math.min(2, lines.size()), lines.size())) {
            int colon = line.indexOf(':');
            if (!line.substring(0, colon).strip().equals("lo")) {
                String[] fields = line.substring(colon + 1).strip().split("\\s+");
                received += Long.parseLong(fields[0]);
                sent += Long.parseLong(fields[SENT]);
            }
        }
        return new Traffic(received, sent);
    }

    private static long processorTime() {
        String[] fields = lines("stat").getFirst().split("\\s+");
        return NANOSECONDS_PER_TICK
                * Arrays.stream(fields, 1, 1 + PROCESSOR_FIELDS)
                        .mapToLong(Long::parseLong)
                        .sum();
    }

    private static long machineMemory() {
        return lines("meminfo").stream()
                .filter(line -> line.startsWith("MemTotal:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024)
                .findFirst()
                .orElseThrow();
    }

    private static List<String> lines(String file) {
        try {
            return Files.readAllLines(PROC.resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException("/proc/" + file + " can't be read", e);
        }
    }
}

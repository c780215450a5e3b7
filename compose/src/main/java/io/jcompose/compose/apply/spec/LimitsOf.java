package io.jcompose.compose.apply.spec;

import io.jcompose.compose.model.Deploy;
import io.jcompose.compose.model.Service;
import io.jcompose.compose.model.ServiceResources;
import io.jcompose.compose.model.Ulimit;
import io.jcompose.engine.container.Limits;
import io.jcompose.engine.runtime.ProcessSpec;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The limits of a service's containers; {@code deploy.resources} says what the service itself does not. */
public final class LimitsOf {
    private LimitsOf() {}

    public static Limits service(Service service) {
        ServiceResources resources = service.resources();
        Optional<Deploy.Limits> limits = resources.deploy().flatMap(Deploy::limits);
        Optional<Deploy.Limits> reservations = resources.deploy().flatMap(Deploy::reservations);
        return new Limits(
                memory(resources.memory(), limits, reservations),
                cpu(resources.cpu(), limits),
                resources.blockIo().map(LimitsOf::blockIo).orElse(Limits.BlockIo.NONE),
                resources
                        .pidsLimit()
                        .or(() -> limits.flatMap(Deploy.Limits::pids))
                        .orElse(0L),
                service.storage().shmSize().orElse(0L),
                resources.memory().oomScoreAdj(),
                resources.ulimits().entrySet().stream()
                        .map(entry -> new Limits.Ulimit(
                                entry.getKey(),
                                entry.getValue().soft(),
                                entry.getValue().hard()))
                        .toList());
    }

    /** As a process gets them. */
    public static List<ProcessSpec.Rlimit> processes(Map<String, Ulimit> ulimits) {
        return ulimits.entrySet().stream()
                .map(limit -> new ProcessSpec.Rlimit(
                        "RLIMIT_" + limit.getKey().toUpperCase(Locale.ROOT),
                        limit.getValue().hard(),
                        limit.getValue().soft()))
                .toList();
    }

    private static Limits.Memory memory(
            ServiceResources.Memory memory, Optional<Deploy.Limits> limits, Optional<Deploy.Limits> reservations) {
        return new Limits.Memory(
                memory.limit().or(() -> limits.flatMap(Deploy.Limits::memory)).orElse(0L),
                memory.reservation()
                        .or(() -> reservations.flatMap(Deploy.Limits::memory))
                        .orElse(0L),
                memory.swapLimit().orElse(0L),
                memory.swappiness(),
                memory.oomKillDisable());
    }

    private static Limits.Cpu cpu(ServiceResources.Cpu cpu, Optional<Deploy.Limits> limits) {
        return new Limits.Cpu(
                Math.round(
                        cpu.cpus().or(() -> limits.flatMap(Deploy.Limits::cpus)).orElse(0.0) * 1e9),
                cpu.shares().orElse(0L),
                cpu.quota().orElse(0L),
                cpu.period().orElse(0L),
                cpu.realtimeRuntime().orElse(0L),
                cpu.realtimePeriod().orElse(0L),
                cpu.cpuset().orElse(""),
                "");
    }

    private static Limits.BlockIo blockIo(ServiceResources.BlockIo io) {
        return new Limits.BlockIo(
                io.weight().orElse(0),
                io.deviceWeights().entrySet().stream()
                        .map(entry -> new Limits.DeviceWeight(entry.getKey(), entry.getValue()))
                        .toList(),
                rates(io.readBps()),
                rates(io.writeBps()),
                rates(io.readIops()),
                rates(io.writeIops()));
    }

    private static List<Limits.DeviceRate> rates(Map<String, Long> rates) {
        return rates.entrySet().stream()
                .map(entry -> new Limits.DeviceRate(entry.getKey(), entry.getValue()))
                .toList();
    }
}

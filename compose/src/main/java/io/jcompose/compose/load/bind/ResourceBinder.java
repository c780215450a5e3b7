package io.jcompose.compose.load.bind;

import io.jcompose.compose.load.tree.Node;
import io.jcompose.compose.load.tree.Node.Scalar;
import io.jcompose.compose.model.Deploy;
import io.jcompose.compose.model.ServiceResources;
import io.jcompose.compose.model.ServiceResources.BlockIo;
import io.jcompose.compose.model.ServiceResources.DeviceRequest;
import io.jcompose.compose.model.Ulimit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Limits and reservations, also those of {@code deploy}. */
final class ResourceBinder {
    private final Typed service;
    private final Typed limits;
    private final Typed reservations;

    ResourceBinder(Typed service) {
        this.service = service;
        Typed resources = service.inner("deploy").inner("resources");
        this.limits = resources.inner("limits");
        this.reservations = resources.inner("reservations");
    }

    ServiceResources resources() {
        return new ServiceResources(
                new ServiceResources.Cpu(
                        service.decimal("cpus").or(() -> limits.decimal("cpus")),
                        service.number("cpu_shares"),
                        service.number("cpu_quota"),
                        service.number("cpu_period"),
                        service.number("cpu_rt_runtime"),
                        service.number("cpu_rt_period"),
                        service.text("cpuset")),
                new ServiceResources.Memory(
                        service.number("mem_limit").or(() -> limits.number("memory")),
                        service.number("mem_reservation").or(() -> reservations.number("memory")),
                        service.number("memswap_limit"),
                        service.integer("mem_swappiness"),
                        service.is("oom_kill_disable"),
                        service.integer("oom_score_adj")),
                service.number("pids_limit").or(() -> limits.number("pids")),
                ulimits(service),
                service.at("blkio_config").map(ResourceBinder::blockIo),
                service.list("gpus", ResourceBinder::device),
                service.at("deploy").map(this::deploy));
    }

    static Map<String, Ulimit> ulimits(Typed owner) {
        Map<String, Ulimit> out = new LinkedHashMap<>();
        owner.at("ulimits")
                .ifPresent(all -> all.mapping().members().forEach((name, member) -> {
                    Node value = member.value();
                    if (value instanceof Scalar) {
                        long both = all.number(name).orElse(0L);
                        out.put(name, new Ulimit(both, both));
                    } else {
                        Typed limit = all.inner(name);
                        out.put(
                                name,
                                new Ulimit(
                                        limit.number("soft").orElse(0L),
                                        limit.number("hard").orElse(0L)));
                    }
                }));
        return out;
    }

    private static BlockIo blockIo(Typed config) {
        Map<String, Integer> weights = new LinkedHashMap<>();
        config.list(
                "weight_device",
                entry -> weights.put(
                        entry.text("path", ""), entry.integer("weight").orElse(0)));
        return new BlockIo(
                config.integer("weight"),
                weights,
                rates(config, "device_read_bps"),
                rates(config, "device_write_bps"),
                rates(config, "device_read_iops"),
                rates(config, "device_write_iops"));
    }

    private static Map<String, Long> rates(Typed config, String key) {
        Map<String, Long> out = new LinkedHashMap<>();
        config.list(
                key,
                entry -> out.put(entry.text("path", ""), entry.number("rate").orElse(0L)));
        return out;
    }

    private static DeviceRequest device(Typed device) {
        return new DeviceRequest(
                device.texts("capabilities"),
                device.text("driver"),
                device.number("count"),
                device.texts("device_ids"),
                device.textMap("options"));
    }

    private Deploy deploy(Typed deploy) {
        Typed resources = deploy.inner("resources");
        return new Deploy(
                deploy.text("mode"),
                deploy.integer("replicas"),
                deploy.textMap("labels"),
                deploy.at("restart_policy")
                        .map(policy -> new Deploy.Restart(
                                policy.text("condition"),
                                policy.duration("delay"),
                                policy.integer("max_attempts"),
                                policy.duration("window"))),
                deploy.at("update_config").map(ResourceBinder::update),
                deploy.at("rollback_config").map(ResourceBinder::update),
                limits(resources.at("limits")),
                limits(resources.at("reservations")));
    }

    private static Deploy.Update update(Typed update) {
        return new Deploy.Update(
                update.integer("parallelism"),
                update.duration("delay"),
                update.text("failure_action"),
                update.duration("monitor"),
                update.decimal("max_failure_ratio"),
                update.text("order"));
    }

    private static Optional<Deploy.Limits> limits(Optional<Typed> resources) {
        return resources.map(each -> new Deploy.Limits(
                each.decimal("cpus"),
                each.number("memory"),
                each.number("pids"),
                List.copyOf(each.list("devices", ResourceBinder::device))));
    }
}

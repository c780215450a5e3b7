package io.jcompose.compose.plan;

import io.jcompose.compose.model.Mount;
import io.jcompose.compose.model.Volume;
import io.jcompose.compose.plan.Observation.ObservedVolume;
import io.jcompose.compose.plan.Wanted.WantedService;
import io.jcompose.error.JcomposeException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Named volumes that the wanted services mount. Data is given up only when somebody said yes to the question. */
final class VolumeSteps {
    private final Wanted wanted;
    private final Observation observed;
    private final ReconcileOptions options;
    private final PlanBuilder plan;
    private final Ready ready;
    private final Set<String> renewed = new LinkedHashSet<>();

    VolumeSteps(Wanted wanted, Observation observed, ReconcileOptions options, PlanBuilder plan, Ready ready) {
        this.wanted = wanted;
        this.observed = observed;
        this.options = options;
        this.plan = plan;
        this.ready = ready;
        used().forEach(this::look);
    }

    private Set<String> used() {
        Set<String> keys = new LinkedHashSet<>();
        for (WantedService service : wanted.services().values()) {
            if (service.scale() > 0) {
                keysOf(service).forEach(keys::add);
            }
        }
        return keys;
    }

    static List<String> keysOf(WantedService service) {
        return service.service().storage().volumes().stream()
                .filter(mount -> mount.kind() == Mount.Kind.VOLUME)
                .flatMap(mount -> mount.source().stream())
                .distinct()
                .toList();
    }

    private Volume definition(String key) {
        Volume volume = wanted.project().volumes().get(key);
        if (volume == null) {
            throw new JcomposeException(
                    JcomposeException.Kind.NOT_FOUND,
                    "volume \"" + key + "\" is not defined",
                    "define it under the top-level `volumes:`");
        }
        return volume;
    }

    private void look(String key) {
        Volume volume = definition(key);
        ObservedVolume there = observed.volumes().get(volume.name());
        if (volume.external() && there == null) {
            throw new JcomposeException(
                    JcomposeException.Kind.NOT_FOUND,
                    "external volume \"" + volume.name() + "\" not found",
                    "create the volume, or drop `external: true`");
        }
        if (volume.external() || there == null) {
            return;
        }
        String owner = there.label(Labels.PROJECT);
        if (owner.isEmpty()) {
            plan.warn("volume \"" + volume.name()
                    + "\" already exists but was not created by Docker Compose. Use `external: true` to use an "
                    + "existing volume");
        } else if (!owner.equals(wanted.project().name())) {
            plan.warn("volume \"" + volume.name() + "\" already exists but was created for project \"" + owner
                    + "\" (expected \"" + wanted.project().name()
                    + "\"). Use `external: true` to use an existing volume");
        } else {
            compare(key, volume, there);
        }
    }

    private void compare(String key, Volume volume, ObservedVolume there) {
        String hash = there.label(Labels.CONFIG_HASH);
        if (hash.isEmpty() || hash.equals(wanted.hashes().getOrDefault("volume:" + key, hash))) {
            return;
        }
        boolean others = observed.containers().stream()
                .filter(container -> mounts(container, volume.name()))
                .anyMatch(container ->
                        container.place().oneOff() || !wanted.services().containsKey(container.service()));
        if (others) {
            plan.warn("volume \"" + volume.name()
                    + "\" exists but doesn't match its definition in the compose file; it stays as it is, because "
                    + "containers use it that this command is not about");
        } else if (options.confirm()
                .test("Volume \"" + volume.name()
                        + "\" exists but doesn't match configuration in compose file. Recreate (data will be lost)?")) {
            renewed.add(key);
        } else {
            plan.warn("volume \"" + volume.name()
                    + "\" exists but doesn't match its definition in the compose file; it stays as it is");
        }
    }

    private static boolean mounts(ObservedContainer container, String volume) {
        return container.volumes().stream().anyMatch(mounted -> mounted.name().equals(volume));
    }

    /** The container goes before its volume does. */
    boolean loses(ObservedContainer container) {
        return renewed.stream()
                .anyMatch(key -> mounts(container, definition(key).name()));
    }

    /** A volume of the service that the container does not mount, or that is gone. */
    Optional<String> missing(WantedService service, ObservedContainer container) {
        return keysOf(service).stream()
                .filter(key -> !observed.volumes().containsKey(definition(key).name())
                        || !mounts(container, definition(key).name()))
                .findFirst();
    }

    void add() {
        Map<String, Integer> removed = removeUsers();
        for (String key : used()) {
            Volume volume = definition(key);
            if (volume.external()) {
                continue;
            }
            if (renewed.contains(key)) {
                List<Integer> users = observed.containers().stream()
                        .filter(container -> mounts(container, volume.name()))
                        .flatMap(container -> Optional.ofNullable(removed.get(container.id())).stream())
                        .toList();
                int step = plan.add(new Action.RemoveVolume(key, volume.name()), "volume definition changed", users);
                ready.add(
                        Ready.volume(key),
                        plan.add(
                                new Action.CreateVolume(key, volume.name()),
                                "volume definition changed",
                                List.of(step)));
            } else if (!observed.volumes().containsKey(volume.name())) {
                ready.add(
                        Ready.volume(key),
                        plan.add(new Action.CreateVolume(key, volume.name()), "no existing volume", List.of()));
            }
        }
    }

    private Map<String, Integer> removeUsers() {
        Map<String, Integer> removed = new java.util.HashMap<>();
        for (ObservedContainer container : observed.containers()) {
            if (!loses(container)) {
                continue;
            }
            List<Integer> before = new ArrayList<>();
            if (container.life().isAlive()) {
                before.add(plan.add(
                        new Action.StopContainer(
                                container.service(), container.number(), container.id(), container.name()),
                        "its volume changed",
                        List.of()));
                ready.stopping(container.id());
            }
            int step = plan.add(
                    new Action.RemoveContainer(
                            container.service(), container.number(), container.id(), container.name(), false),
                    "its volume changed",
                    before);
            removed.put(container.id(), step);
            // Whatever takes the name over waits until it is free.
            ready.add(Ready.container(container.name()), step);
        }
        return removed;
    }
}

package io.jcompose.compose.plan;

import io.jcompose.compose.load.LoadRequest;
import io.jcompose.compose.load.ProjectLoader;
import io.jcompose.compose.model.Project;
import io.jcompose.compose.model.Service;
import io.jcompose.compose.plan.Observation.ObservedNetwork;
import io.jcompose.compose.plan.Observation.ObservedVolume;
import io.jcompose.compose.plan.ObservedContainer.Life;
import io.jcompose.compose.plan.ObservedContainer.MountedVolume;
import io.jcompose.compose.plan.ReconcileOptions.Orphans;
import io.jcompose.compose.plan.ReconcileOptions.Recreate;
import io.jcompose.compose.plan.Wanted.ImageSupply;
import io.jcompose.compose.plan.Wanted.WantedService;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** What is and what is wanted, for one plan. A service's hash is {@code hash-NAME}, its image's id {@code id-NAME}. */
final class Scene {
    static final ReconcileOptions PLAIN = options(Recreate.DIVERGED, true, false, Orphans.WARN, _ -> {
        throw new AssertionError("nobody should be asked");
    });

    private static final String ID = "0123456789ab";

    final Project project;
    private final List<ObservedContainer> containers = new ArrayList<>();
    private final Map<String, ObservedNetwork> networks = new LinkedHashMap<>();
    private final Map<String, ObservedVolume> volumes = new LinkedHashMap<>();
    private final Map<String, List<ImageSupply>> shown = new LinkedHashMap<>();
    private final Map<String, ImageSupply> images = new LinkedHashMap<>();
    private final Map<String, String> hashes = new LinkedHashMap<>();
    private final Map<String, String> resources = new LinkedHashMap<>();
    private final Map<String, Integer> scales = new LinkedHashMap<>();
    private Set<String> selected;

    private Scene(Project project) {
        this.project = project;
        this.selected = new LinkedHashSet<>(project.services().keySet());
    }

    static Scene of(String yaml) {
        LoadRequest request = new LoadRequest(
                Path.of("/tmp"),
                List.of("-"),
                Optional.of("name: p\n" + yaml),
                Map.of(),
                List.of(),
                List.of(),
                Optional.empty(),
                Optional.of(Path.of("/srv/p")),
                io.jcompose.compose.load.LoadFlags.DEFAULT);
        return new Scene(new ProjectLoader().load(request).project());
    }

    static ReconcileOptions options(
            Recreate selected, boolean start, boolean await, Orphans orphans, Predicate<String> confirm) {
        return new ReconcileOptions(
                selected,
                selected == Recreate.NEVER ? selected : Recreate.DIVERGED,
                false,
                start,
                await,
                orphans,
                confirm);
    }

    Scene network(String key) {
        networks.put(
                "p_" + key,
                new ObservedNetwork(
                        "net-" + key,
                        "p_" + key,
                        Map.of(Labels.PROJECT, "p", Labels.NETWORK, key, Labels.CONFIG_HASH, "old")));
        resources.putIfAbsent("network:" + key, "old");
        return this;
    }

    Scene volume(String key) {
        volumes.put(
                "p_" + key,
                new ObservedVolume(
                        "p_" + key, Map.of(Labels.PROJECT, "p", Labels.VOLUME, key, Labels.CONFIG_HASH, "old")));
        resources.putIfAbsent("volume:" + key, "old");
        return this;
    }

    Scene changed(String resource) {
        resources.put(resource, "new");
        return this;
    }

    Scene changedService(String service) {
        hashes.put(service, "other");
        return this;
    }

    Scene shown(String service, ImageSupply... supplies) {
        shown.put(service, List.of(supplies));
        return this;
    }

    Scene image(String service, ImageSupply supply) {
        images.put(service, supply);
        return this;
    }

    Scene running(String service, int number) {
        return container(service, number, Life.RUNNING, 0, ID, "p-" + service + "-" + number);
    }

    Scene exited(String service, int number, int code) {
        return container(service, number, Life.ENDED, code, ID, "p-" + service + "-" + number);
    }

    /** Stopped, under another name than its own. */
    Scene ended(String service, int number, String name) {
        return container(service, number, Life.ENDED, 0, ID, name);
    }

    /** A second one of that number, never started. */
    Scene created(String service, int number, String id, String name) {
        return container(service, number, Life.CREATED, 0, id, name);
    }

    private Scene container(String service, int number, Life life, int code, String id, String name) {
        Service known = project.allServices().get(service);
        List<String> connected = known == null
                ? List.of("net-default")
                : known.networking().networks().keySet().stream()
                        .map(key -> "net-" + key)
                        .toList();
        List<MountedVolume> mounted = known == null
                ? List.of()
                : known.storage().volumes().stream()
                        .filter(mount -> mount.source().isPresent())
                        .map(mount -> new MountedVolume("p_" + mount.source().get(), mount.target(), false))
                        .toList();
        Map<String, String> labels = new LinkedHashMap<>();
        labels.put(Labels.PROJECT, "p");
        labels.put(Labels.CONFIG_HASH, "hash-" + service);
        labels.put(Labels.WORKING_DIR, "/srv/p");
        labels.put(Labels.CONFIG_FILES, "/srv/p/old.yaml");
        labels.put(Labels.DEPENDS_ON, known == null ? "" : Dependencies.label(known.dependsOn()));
        containers.add(new ObservedContainer(
                id + service + number,
                name,
                new ObservedContainer.Place(service, number, false),
                life,
                code,
                "id-" + service,
                connected,
                mounted,
                labels));
        return this;
    }

    Scene with(ObservedContainer container) {
        containers.add(container);
        return this;
    }

    /** As {@code --scale} does. */
    Scene scale(String service, int scale) {
        scales.put(service, scale);
        return this;
    }

    Scene select(String... services) {
        selected = new LinkedHashSet<>(List.of(services));
        return this;
    }

    Observation observation() {
        return new Observation("p", containers, networks, volumes);
    }

    Plan plan() {
        return plan(PLAIN);
    }

    Plan plan(ReconcileOptions options) {
        Map<String, WantedService> services = new LinkedHashMap<>();
        for (String name : Dependencies.of(project).withNeeds(selected)) {
            Service service = project.services().get(name);
            if (service != null) {
                ImageSupply supply = images.getOrDefault(name, new ImageSupply.Here("busybox", "id-" + name));
                service = service.withScale(
                        scales.getOrDefault(name, service.lifecycle().scale()));
                services.put(
                        name,
                        new WantedService(
                                service,
                                hashes.getOrDefault(name, "hash-" + name),
                                supply,
                                shown.getOrDefault(name, List.of())));
            }
        }
        return Reconciler.reconcile(new Wanted(project, services, selected, resources), observation(), options);
    }
}

package io.jcompose.compose.plan;

import io.jcompose.compose.plan.Observation.ObservedNetwork;
import io.jcompose.compose.plan.Observation.ObservedVolume;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Makes the plan of {@code down}: containers in reverse start order, each as soon as those that depend on it are gone, then networks, volumes
 * and images.
 */
public final class Teardown {
    /**
     * @param services empty: everything labelled with the project, whatever its profile; else these and what depends on them
     * @param known the services of the files, of which those of inactive profiles are a part; empty when there are no files: then there are no orphans
     * @param images names to remove
     */
    public record Options(
            Set<String> services, Set<String> known, boolean removeOrphans, boolean volumes, List<String> images) {
        public Options {
            services = Set.copyOf(services);
            known = Set.copyOf(known);
            images = List.copyOf(images);
        }
    }

    private final Observation observed;
    private final Dependencies dependencies;
    private final Options options;
    private final PlanBuilder plan = new PlanBuilder();

    private Teardown(Observation observed, Dependencies dependencies, Options options) {
        this.observed = observed;
        this.dependencies = dependencies;
        this.options = options;
    }

    public static Plan plan(Observation observed, Dependencies dependencies, Options options) {
        return new Teardown(observed, dependencies, options).plan();
    }

    private Plan plan() {
        boolean all = options.services().isEmpty();
        Set<String> chosen = dependencies.withDependents(options.services());
        Map<String, List<ObservedContainer>> byService = new LinkedHashMap<>();
        for (ObservedContainer container : observed.containers()) {
            boolean orphan = !options.known().isEmpty() && !options.known().contains(container.service());
            if (all ? !orphan || options.removeOrphans() : chosen.contains(container.service())) {
                byService
                        .computeIfAbsent(container.service(), _ -> new ArrayList<>())
                        .add(container);
            }
        }
        warnOfOrphans(all);
        List<Integer> removed = removeContainers(byService);
        removeNetworks(all, removed);
        if (options.volumes()) {
            removeVolumes(all, removed);
        }
        options.images().forEach(image -> plan.add(new Action.RemoveImage(image), "--rmi", removed));
        return plan.build();
    }

    private void warnOfOrphans(boolean all) {
        if (all && !options.removeOrphans() && !options.known().isEmpty()) {
            List<String> names = observed.containers().stream()
                    .filter(c -> !options.known().contains(c.service()))
                    .map(ObservedContainer::name)
                    .toList();
            if (!names.isEmpty()) {
                plan.warn("Found orphan containers ([" + String.join(" ", names)
                        + "]) for this project; --remove-orphans removes them too.");
            }
        }
    }

    private List<Integer> removeContainers(Map<String, List<ObservedContainer>> byService) {
        Map<String, List<Integer>> gone = new HashMap<>();
        List<Integer> all = new ArrayList<>();
        for (String service : dependencies.order(byService.keySet()).reversed()) {
            List<Integer> dependents = dependencies.dependentsOf(service).stream()
                    .flatMap(dependent -> gone.getOrDefault(dependent, List.of()).stream())
                    .toList();
            for (ObservedContainer container : byService.getOrDefault(service, List.of())) {
                int step = remove(container, dependents);
                gone.computeIfAbsent(service, _ -> new ArrayList<>()).add(step);
                all.add(step);
            }
        }
        return all;
    }

    private int remove(ObservedContainer container, List<Integer> after) {
        List<Integer> before = after;
        if (container.life().isAlive()) {
            before = List.of(plan.add(
                    new Action.StopContainer(container.service(), container.number(), container.id(), container.name()),
                    "down",
                    after));
        }
        return plan.add(
                new Action.RemoveContainer(
                        container.service(), container.number(), container.id(), container.name(), options.volumes()),
                "down",
                before);
    }

    private void removeNetworks(boolean all, List<Integer> after) {
        for (ObservedNetwork network : observed.networks().values()) {
            if (all && network.label(Labels.PROJECT).equals(observed.project())) {
                plan.add(new Action.RemoveNetwork(network.label(Labels.NETWORK), network.name()), "down", after);
            }
        }
    }

    private void removeVolumes(boolean all, List<Integer> after) {
        for (ObservedVolume volume : observed.volumes().values()) {
            if (all && volume.label(Labels.PROJECT).equals(observed.project())) {
                plan.add(new Action.RemoveVolume(volume.label(Labels.VOLUME), volume.name()), "down -v", after);
            }
        }
    }
}

package io.jcompose.compose.plan;

import io.jcompose.compose.model.Dependency;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** The plans of stop, start and restart: containers that exist, in the order of their dependencies. */
public final class LifecyclePlans {
    private LifecyclePlans() {}

    /** Stops what runs of these, dependents first. */
    public static Plan stop(List<ObservedContainer> containers, Dependencies dependencies) {
        PlanBuilder plan = new PlanBuilder();
        Map<String, List<ObservedContainer>> byService = byService(containers, true);
        Map<String, List<Integer>> stopped = new HashMap<>();
        for (String service : dependencies.order(byService.keySet()).reversed()) {
            List<Integer> after = dependencies.dependentsOf(service).stream()
                    .flatMap(dependent -> stopped.getOrDefault(dependent, List.of()).stream())
                    .toList();
            for (ObservedContainer container : byService.getOrDefault(service, List.of())) {
                int step = plan.add(
                        new Action.StopContainer(service, container.number(), container.id(), container.name()),
                        "stop",
                        after);
                stopped.computeIfAbsent(service, _ -> new ArrayList<>()).add(step);
            }
        }
        return plan.build();
    }

    /**
     * Starts what does not run of these, dependencies first and on their conditions.
     *
     * @param await wait until all are ready
     */
    public static Plan start(List<ObservedContainer> containers, Dependencies dependencies, boolean await) {
        return forward(
                containers,
                dependencies,
                await,
                container -> container.life().isAlive()
                        ? Optional.empty()
                        : Optional.of(new Action.StartContainer(
                                container.service(), container.number(), container.name(), Optional.empty())));
    }

    /**
     * Restarts these, dependencies first; those of the others that asked for it (by {@code restart: true}) with them.
     *
     * @param dependents containers of the project that may have to go along
     */
    public static Plan restart(
            List<ObservedContainer> containers, List<ObservedContainer> dependents, Dependencies dependencies) {
        Set<ObservedContainer> all = new LinkedHashSet<>(containers);
        Set<String> restarted = new LinkedHashSet<>();
        containers.forEach(container -> restarted.add(container.service()));
        for (ObservedContainer dependent : dependents) {
            boolean asked = dependencies.needsOf(dependent.service()).entrySet().stream()
                    .anyMatch(need -> need.getValue().restart() && restarted.contains(need.getKey()));
            if (asked && dependent.life().isAlive()) {
                all.add(dependent);
            }
        }
        return forward(
                List.copyOf(all),
                dependencies,
                false,
                container -> Optional.of(
                        new Action.RestartContainer(container.service(), container.number(), container.name())));
    }

    private static Plan forward(
            List<ObservedContainer> containers,
            Dependencies dependencies,
            boolean await,
            Function<ObservedContainer, Optional<Action>> action) {
        PlanBuilder plan = new PlanBuilder();
        Map<String, List<ObservedContainer>> byService = byService(containers, false);
        Map<String, List<Integer>> started = new HashMap<>();
        Map<String, Integer> awaits = new HashMap<>();
        for (String service : dependencies.order(byService.keySet())) {
            List<Integer> after = new ArrayList<>();
            dependencies
                    .needsOf(service)
                    .forEach((needed, need) -> after.addAll(
                            condition(plan, needed, need, byService.getOrDefault(needed, List.of()), started, awaits)));
            for (ObservedContainer container : byService.getOrDefault(service, List.of())) {
                action.apply(container)
                        .ifPresent(step -> started.computeIfAbsent(service, _ -> new ArrayList<>())
                                .add(plan.add(step, "asked for", after)));
            }
        }
        if (await) {
            byService.forEach((service, members) -> plan.add(
                    new Action.AwaitService(service, Condition.READY, true, names(members)),
                    "--wait",
                    started.getOrDefault(service, List.of())));
        }
        return plan.build();
    }

    private static List<Integer> condition(
            PlanBuilder plan,
            String needed,
            Dependency need,
            List<ObservedContainer> members,
            Map<String, List<Integer>> started,
            Map<String, Integer> awaits) {
        List<Integer> starts = started.getOrDefault(needed, List.of());
        Condition condition = Condition.of(need.condition());
        if (members.isEmpty() || (condition == Condition.STARTED && need.required())) {
            return starts;
        }
        return List.of(awaits.computeIfAbsent(
                needed + " " + condition + " " + need.required(),
                _ -> plan.add(
                        new Action.AwaitService(needed, condition, need.required(), names(members)),
                        "a dependency",
                        starts)));
    }

    private static List<String> names(List<ObservedContainer> containers) {
        return containers.stream().map(ObservedContainer::name).toList();
    }

    private static Map<String, List<ObservedContainer>> byService(
            List<ObservedContainer> containers, boolean onlyAlive) {
        Map<String, List<ObservedContainer>> byService = new LinkedHashMap<>();
        for (ObservedContainer container : containers) {
            if (!onlyAlive || container.life().isAlive()) {
                byService
                        .computeIfAbsent(container.service(), _ -> new ArrayList<>())
                        .add(container);
            }
        }
        return byService;
    }
}

package io.jcompose.compose.plan;

import io.jcompose.compose.model.Dependency;
import io.jcompose.compose.model.RestartPolicy;
import io.jcompose.compose.model.Service;
import io.jcompose.compose.plan.ObservedContainer.Life;
import io.jcompose.compose.plan.Wanted.WantedService;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/** Starts what does not run, each container as soon as its own dependencies allow it. */
final class StartSteps {
    private final Wanted wanted;
    private final ReconcileOptions options;
    private final Dependencies dependencies;
    private final PlanBuilder plan;
    private final Ready ready;
    private final Map<String, List<Decision>> decided;
    private final Map<String, Integer> awaits = new HashMap<>();

    StartSteps(
            Wanted wanted,
            ReconcileOptions options,
            Dependencies dependencies,
            Map<String, List<Decision>> decided,
            PlanBuilder plan,
            Ready ready) {
        this.wanted = wanted;
        this.options = options;
        this.dependencies = dependencies;
        this.decided = decided;
        this.plan = plan;
        this.ready = ready;
    }

    /** Starts what the service's decisions call for, but for replacements, which {@link ContainerSteps} had started. */
    void add(String service) {
        if (!options.start()) {
            return;
        }
        for (Decision decision : decided.getOrDefault(service, List.of())) {
            switch (decision) {
                case Decision.Remove _, Decision.Recreate _ -> {}
                case Decision.Create create -> start(service, create, "new container", Optional.empty());
                case Decision.Keep keep -> startKept(service, keep);
            }
        }
    }

    OptionalInt startReplacement(String service, Decision.Recreate recreate) {
        return options.start()
                ? OptionalInt.of(start(service, recreate, "new container", Optional.of(recreate.old())))
                : OptionalInt.empty();
    }

    /** The waits of {@code --wait}. */
    void awaitAll() {
        if (options.start() && options.await()) {
            decided.keySet()
                    .forEach(service -> await(
                            service, isAwaitedJob(service) ? Condition.COMPLETED : Condition.READY, true, "--wait"));
        }
    }

    private void startKept(String service, Decision.Keep keep) {
        ObservedContainer container = keep.container();
        if (ready.isStopped(container.id())) {
            start(service, keep, "was stopped for the change", Optional.empty());
        } else if (container.life().isAlive()) {
            plan.keep(container.name());
        } else if (!isFinishedJob(service, container)) {
            start(
                    service,
                    keep,
                    container.life() == Life.CREATED ? "not started yet" : "not running",
                    Optional.empty());
        }
    }

    private int start(String service, Decision decision, String cause, Optional<ObservedContainer> fallback) {
        List<Integer> before = new ArrayList<>(ready.of(Ready.container(decision.name())));
        if (decision instanceof Decision.Keep keep) {
            before.addAll(ready.of(Ready.container(keep.container().id())));
        }
        before.addAll(conditions(service));
        int step = plan.add(
                new Action.StartContainer(service, decision.number(), decision.name(), fallback), cause, before);
        ready.add(Ready.start(service), step);
        return step;
    }

    /** The steps after which what the service depends on is as it should be. */
    List<Integer> conditions(String service) {
        if (!options.start()) {
            return List.of();
        }
        List<Integer> before = new ArrayList<>();
        dependencies.needsOf(service).forEach((needed, need) -> before.addAll(condition(needed, need)));
        return before;
    }

    private List<Integer> condition(String needed, Dependency need) {
        if (!decided.containsKey(needed)) {
            return List.of();
        }
        Condition condition = Condition.of(need.condition());
        if (condition == Condition.STARTED && need.required()) {
            return ready.of(Ready.start(needed));
        }
        return await(needed, condition, need.required(), dependentsOn(needed, need));
    }

    private String dependentsOn(String needed, Dependency need) {
        List<String> names = dependencies.dependentsOf(needed).stream()
                .filter(dependent -> {
                    Dependency other = dependencies.needsOf(dependent).get(needed);
                    return other != null
                            && other.condition() == need.condition()
                            && other.required() == need.required();
                })
                .toList();
        return names.stream().collect(Collectors.joining(", "))
                + (names.size() == 1 ? " depends on it" : " depend on it");
    }

    private List<Integer> await(String service, Condition condition, boolean required, String cause) {
        List<String> containers = decided.getOrDefault(service, List.of()).stream()
                .filter(decision -> !(decision instanceof Decision.Remove))
                .map(Decision::name)
                .toList();
        if (containers.isEmpty()) {
            return List.of();
        }
        String key = service + " " + condition + " " + required;
        int step = awaits.computeIfAbsent(
                key,
                _ -> plan.add(
                        new Action.AwaitService(service, condition, required, containers),
                        cause,
                        ready.of(Ready.start(service))));
        return List.of(step);
    }

    /**
     * A job that others wait for is over and nothing around it changes: running it again would only repeat what it did.
     */
    private boolean isFinishedJob(String service, ObservedContainer container) {
        if (container.life() != Life.ENDED
                || container.exitCode() != 0
                || restarts(service)
                || !isAwaitedJob(service)) {
            return false;
        }
        return dependencies.dependentsOf(service).stream()
                .allMatch(dependent -> decided.getOrDefault(dependent, List.of()).stream()
                        .allMatch(decision -> decision instanceof Decision.Keep(ObservedContainer kept)
                                && kept.life().isAlive()
                                && !ready.isStopped(kept.id())));
    }

    private boolean isAwaitedJob(String service) {
        return dependencies.dependentsOf(service).stream()
                .map(dependent -> dependencies.needsOf(dependent).get(service))
                .anyMatch(need ->
                        need != null && need.condition() == Dependency.Condition.SERVICE_COMPLETED_SUCCESSFULLY);
    }

    private boolean restarts(String name) {
        WantedService wantedService = wanted.service(name);
        Service service = wantedService.service();
        return service.lifecycle()
                .restart()
                .map(policy -> policy.kind() != RestartPolicy.Kind.NO)
                .orElse(false);
    }
}

package io.jcompose.compose.plan;

import io.jcompose.compose.model.Dependency;
import io.jcompose.compose.plan.Wanted.WantedService;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Creates, replaces and removes the containers of one service after the other; ends where all exist under their names. */
final class ContainerSteps {
    private final Wanted wanted;
    private final ReconcileOptions options;
    private final Dependencies dependencies;
    private final StartSteps starts;
    private final PlanBuilder plan;
    private final Ready ready;

    ContainerSteps(
            Wanted wanted,
            ReconcileOptions options,
            Dependencies dependencies,
            StartSteps starts,
            PlanBuilder plan,
            Ready ready) {
        this.wanted = wanted;
        this.options = options;
        this.dependencies = dependencies;
        this.starts = starts;
        this.plan = plan;
        this.ready = ready;
    }

    void add(String service, Map<String, List<Decision>> decided) {
        List<Decision> decisions = decided.getOrDefault(service, List.of());
        boolean replaces = decisions.stream().anyMatch(Decision.Recreate.class::isInstance);
        List<Integer> dependentsStopped = replaces ? stopDependents(service, decided) : List.of();
        for (Decision decision : decisions) {
            switch (decision) {
                case Decision.Keep _ -> {}
                case Decision.Create create -> create(service, create);
                case Decision.Recreate recreate -> recreate(service, recreate, dependentsStopped);
                case Decision.Remove remove -> remove(remove.old(), remove.cause());
            }
        }
    }

    private void create(String service, Decision.Create create) {
        int step = plan.add(
                new Action.CreateContainer(service, create.number(), create.name(), Optional.empty(), false),
                create.cause(),
                inputs(service, create.name()));
        exists(service, create.name(), step);
    }

    /**
     * The new one is made, and what it depends on is ready, before the old one is stopped; the old one goes when the new one has been started. So
     * whatever fails on the way leaves the old one, running or ready to be started again.
     */
    private void recreate(String service, Decision.Recreate recreate, List<Integer> dependentsStopped) {
        ObservedContainer old = recreate.old();
        int number = old.number();
        String name = recreate.name();
        String temporary = Interrupted.temporaryName(old, name);
        int made = plan.add(
                new Action.CreateContainer(
                        service, number, temporary, Optional.of(old), !options.renewAnonymousVolumes()),
                recreate.cause(),
                inputs(service, name));
        List<Integer> before = new ArrayList<>(dependentsStopped);
        before.add(made);
        before.addAll(ready.of(Ready.container(old.id())));
        if (!isParent(service)) {
            before.addAll(starts.conditions(service));
        }
        if (old.life().isAlive() && !ready.isStopped(old.id())) {
            before = List.of(plan.add(stop(old), "makes room for " + temporary, before));
            ready.stopping(old.id());
        }
        int aside = plan.add(
                new Action.RenameContainer(service, number, old.id(), Interrupted.asideName(old, name)),
                "makes room for " + temporary,
                before);
        int renamed = plan.add(
                new Action.RenameContainer(service, number, temporary, name), "takes the name over", List.of(aside));
        exists(service, name, renamed);
        int last = starts.startReplacement(service, recreate).orElse(renamed);
        plan.add(
                new Action.RemoveContainer(service, number, old.id(), old.name(), false),
                "replaced by the new " + name,
                List.of(last));
    }

    private boolean isParent(String service) {
        return wanted.services().values().stream()
                .anyMatch(other -> NamespaceParents.of(other.service()).contains(service));
    }

    private static Action stop(ObservedContainer container) {
        return new Action.StopContainer(container.service(), container.number(), container.id(), container.name());
    }

    private void remove(ObservedContainer old, String cause) {
        List<Integer> before = ready.of(Ready.container(old.id()));
        if (old.life().isAlive() && !ready.isStopped(old.id())) {
            before = List.of(plan.add(stop(old), cause, before));
            ready.stopping(old.id());
        }
        plan.add(new Action.RemoveContainer(old.service(), old.number(), old.id(), old.name(), false), cause, before);
    }

    private void exists(String service, String name, int step) {
        ready.add(Ready.existence(service), step);
        ready.add(Ready.container(name), step);
    }

    private List<Integer> inputs(String name, String container) {
        WantedService service = wanted.service(name);
        List<Integer> inputs =
                new ArrayList<>(ready.of(Ready.image(service.image().name())));
        service.shown().forEach(shown -> inputs.addAll(ready.of(Ready.image(shown.name()))));
        inputs.addAll(ready.of(Ready.container(container)));
        service.service().networking().networks().keySet().forEach(key -> inputs.addAll(ready.of(Ready.network(key))));
        VolumeSteps.keysOf(service).forEach(key -> inputs.addAll(ready.of(Ready.volume(key))));
        NamespaceParents.of(service.service()).forEach(parent -> inputs.addAll(ready.of(Ready.existence(parent))));
        return inputs;
    }

    /** Kept containers that asked (by {@code restart: true}) to be restarted with this dependency. */
    private List<Integer> stopDependents(String service, Map<String, List<Decision>> decided) {
        List<Integer> stops = new ArrayList<>();
        for (String dependent : dependencies.dependentsOf(service)) {
            Dependency need = dependencies.needsOf(dependent).get(service);
            if (need == null || !need.restart()) {
                continue;
            }
            for (Decision decision : decided.getOrDefault(dependent, List.of())) {
                if (decision instanceof Decision.Keep(ObservedContainer container)
                        && container.life().isAlive()
                        && !ready.isStopped(container.id())) {
                    int stop = plan.add(
                            stop(container),
                            "depends on \"" + service + "\", which is recreated",
                            ready.of(Ready.container(container.id())));
                    ready.add(Ready.container(container.id()), stop);
                    ready.stopping(container.id());
                    stops.add(stop);
                }
            }
        }
        return stops;
    }
}

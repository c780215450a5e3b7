package io.jcompose.compose.plan;

import io.jcompose.compose.model.Dependency;
import io.jcompose.compose.plan.Wanted.WantedService;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Creates, replaces and removes containers; ends where all exist under their names. */
final class ContainerSteps {
    private final Wanted wanted;
    private final ReconcileOptions options;
    private final Dependencies dependencies;
    private final PlanBuilder plan;
    private final Ready ready;

    ContainerSteps(
            Wanted wanted, ReconcileOptions options, Dependencies dependencies, PlanBuilder plan, Ready ready) {
        this.wanted = wanted;
        this.options = options;
        this.dependencies = dependencies;
        this.plan = plan;
        this.ready = ready;
    }

    void add(Map<String, List<Decision>> decided) {
        decided.forEach((service, decisions) -> {
            boolean replaces = decisions.stream().anyMatch(Decision.Recreate.class::isInstance);
            List<Integer> dependentsStopped = replaces ? stopDependents(service, decided) : List.of();
            for (Decision decision : decisions) {
                switch (decision) {
                    case Decision.Keep _ -> {}
                    case Decision.Create create -> create(service, create);
                    case Decision.Recreate recreate -> recreate(service, recreate, dependentsStopped);
                    case Decision.Remove remove -> remove(remove.old(), remove.cause(), List.of());
                }
            }
        });
    }

    private void create(String service, Decision.Create create) {
        int step = plan.add(
                new Action.CreateContainer(service, create.number(), create.name(), Optional.empty(), false),
                create.cause(),
                inputs(service, create.name()));
        exists(service, create.name(), step);
    }

    /** The new one is made before the old one goes, so that what can't be made leaves the old one as it is. */
    private void recreate(String service, Decision.Recreate recreate, List<Integer> dependentsStopped) {
        ObservedContainer old = recreate.old();
        int number = old.number();
        String temporary = old.id().substring(0, Math.min(12, old.id().length())) + "_" + recreate.name();
        boolean inherit = !options.renewAnonymousVolumes();
        int made = plan.add(
                new Action.CreateContainer(service, number, temporary, Optional.of(old), inherit),
                recreate.cause(),
                inputs(service, recreate.name()));
        List<Integer> before = new ArrayList<>(dependentsStopped);
        before.add(made);
        int removed = remove(old, "replaced by " + temporary, before);
        int renamed = plan.add(
                new Action.RenameContainer(service, number, temporary, recreate.name()), "takes the name over", List.of(removed));
        exists(service, recreate.name(), renamed);
    }

    private int remove(ObservedContainer old, String cause, List<Integer> after) {
        String thing = Ready.container(old.id());
        List<Integer> before = new ArrayList<>(after);
        before.addAll(ready.of(thing));
        if (old.life().isAlive() && !ready.isStopped(old.id())) {
            int stop = plan.add(new Action.StopContainer(old.service(), old.number(), old.id(), old.name()), cause, before);
            ready.stopping(old.id());
            before = List.of(stop);
        }
        return plan.add(new Action.RemoveContainer(old.service(), old.number(), old.id(), old.name(), false), cause, before);
    }

    private void exists(String service, String name, int step) {
        ready.add(Ready.existence(service), step);
        ready.add(Ready.container(name), step);
    }

    private List<Integer> inputs(String name, String container) {
        WantedService service = wanted.service(name);
        List<Integer> inputs = new ArrayList<>(ready.of(Ready.image(service.image().name())));
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
                    String cause = "depends on \"" + service + "\", which is recreated";
                    int stop = plan.add(
                            new Action.StopContainer(dependent, container.number(), container.id(), container.name()),
                            cause,
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

package io.jcompose.compose.plan;

import io.jcompose.compose.plan.Wanted.WantedService;
import io.jcompose.error.JcomposeException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Makes the plan of {@code up} and {@code create}. Pure: no I/O, and equal arguments give equal plans. */
public final class Reconciler {
    private final Wanted wanted;
    private final Observation observed;
    private final ReconcileOptions options;
    private final PlanBuilder plan = new PlanBuilder();
    private final Ready ready = new Ready();

    private Reconciler(Wanted wanted, Observation observed, ReconcileOptions options) {
        this.wanted = wanted;
        this.observed = observed;
        this.options = options;
    }

    /**
     * @throws JcomposeException FAILED_PRECONDITION when the containers belong to a project of the same name in another directory, NOT_FOUND for an
     *     external network or volume that is not there
     */
    public static Plan reconcile(Wanted wanted, Observation observed, ReconcileOptions options) {
        ProjectOrigin.check(wanted.project(), observed);
        return new Reconciler(wanted, observed, options).plan();
    }

    private Plan plan() {
        Dependencies dependencies = Dependencies.of(
                wanted.services().values().stream().map(WantedService::service).toList());
        List<String> order = dependencies.order(wanted.services().keySet());

        Observation seen = new Interrupted(wanted, observed, plan, ready).undone();
        NetworkSteps networks = new NetworkSteps(wanted, seen, plan, ready);
        VolumeSteps volumes = new VolumeSteps(wanted, seen, options, plan, ready);
        Decisions decisions = new Decisions(wanted, seen, options, networks, volumes);
        Map<String, List<Decision>> decided = new LinkedHashMap<>();
        order.forEach(service -> decided.put(service, decisions.of(service)));

        new Orphans(wanted, seen, options, plan).add();
        new ImageSteps(wanted, plan, ready).add(decided);
        volumes.add();
        networks.add();
        StartSteps starts = new StartSteps(wanted, options, dependencies, decided, plan, ready);
        ContainerSteps containers = new ContainerSteps(wanted, options, dependencies, starts, plan, ready);
        decided.forEach((service, ofService) -> {
            containers.add(service, decided);
            networks.reconnect(service, ofService);
            starts.add(service);
        });
        starts.awaitAll();
        return plan.build();
    }
}

package io.jcompose.compose.plan;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Containers of the project whose service the files don't have any more. Services of inactive profiles are not among them. */
final class Orphans {
    private final Wanted wanted;
    private final Observation observed;
    private final ReconcileOptions options;
    private final PlanBuilder plan;

    Orphans(Wanted wanted, Observation observed, ReconcileOptions options, PlanBuilder plan) {
        this.wanted = wanted;
        this.observed = observed;
        this.options = options;
        this.plan = plan;
    }

    /** Those of services that are gone, and one-offs that have ended. */
    static List<ObservedContainer> among(List<ObservedContainer> containers, Set<String> services) {
        return containers.stream()
                .filter(c -> c.place().oneOff() ? !c.life().isAlive() : !services.contains(c.service()))
                .toList();
    }

    void add() {
        Set<String> known = wanted.project().allServices().keySet();
        List<ObservedContainer> orphans = among(observed.containers(), known);
        switch (options.orphans()) {
            case IGNORE -> {}
            case WARN -> warn(orphans.stream().filter(c -> !c.place().oneOff()).toList());
            case REMOVE -> orphans.forEach(this::remove);
        }
    }

    private void warn(List<ObservedContainer> orphans) {
        if (!orphans.isEmpty()) {
            String names = orphans.stream().map(ObservedContainer::name).collect(Collectors.joining(" "));
            plan.warn("Found orphan containers ([" + names
                    + "]) for this project. If you removed or renamed this service in your compose file, "
                    + "you can run this command with the --remove-orphans flag to clean it up.");
        }
    }

    private void remove(ObservedContainer orphan) {
        String cause = orphan.place().oneOff()
                ? "one-off container that has ended"
                : "orphan, no service \"" + orphan.service() + "\" in the project; it came from "
                        + orphan.label(Labels.CONFIG_FILES);
        List<Integer> before = List.of();
        if (orphan.life().isAlive()) {
            before = List.of(plan.add(
                    new Action.StopContainer(orphan.service(), orphan.number(), orphan.id(), orphan.name()),
                    cause,
                    List.of()));
        }
        plan.add(
                new Action.RemoveContainer(orphan.service(), orphan.number(), orphan.id(), orphan.name(), false),
                cause,
                before);
    }
}

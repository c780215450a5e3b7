package io.jcompose.compose.plan;

import io.jcompose.compose.plan.ObservedContainer.Life;
import io.jcompose.compose.plan.Wanted.WantedService;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Undoes what an {@code up} left half done whose engine was killed while it replaced a container, so that everything else can plan as if that had not begun:
 * the replacement, if it has not got the name yet, goes, and the old one gets its name back; if the replacement has the name, the old one goes.
 */
final class Interrupted {
    private static final int ID_DIGITS = 12;
    private static final String ASIDE = "_old";

    private final Wanted wanted;
    private final Observation observed;
    private final PlanBuilder plan;
    private final Ready ready;

    Interrupted(Wanted wanted, Observation observed, PlanBuilder plan, Ready ready) {
        this.wanted = wanted;
        this.observed = observed;
        this.plan = plan;
        this.ready = ready;
    }

    /** The name of a replacement until the old container makes room for it. */
    static String temporaryName(ObservedContainer old, String name) {
        return old.id().substring(0, Math.min(ID_DIGITS, old.id().length())) + "_" + name;
    }

    /** The name of an old container that has made room. */
    static String asideName(ObservedContainer old, String name) {
        return temporaryName(old, name) + ASIDE;
    }

    /** Plans it. What is seen then. */
    Observation undone() {
        Map<String, Optional<ObservedContainer>> changed = new LinkedHashMap<>();
        for (WantedService service : wanted.services().values()) {
            observed.of(service.name()).stream()
                    .collect(Collectors.groupingBy(ObservedContainer::number, LinkedHashMap::new, Collectors.toList()))
                    .forEach((number, same) -> undo(wanted.containerName(service.service(), number), same, changed));
        }
        if (changed.isEmpty()) {
            return observed;
        }
        List<ObservedContainer> containers = observed.containers().stream()
                .flatMap(container -> changed.getOrDefault(container.id(), Optional.of(container)).stream())
                .toList();
        return new Observation(observed.project(), containers, observed.networks(), observed.volumes());
    }

    /** @param same all of one number, which should be one */
    private void undo(String name, List<ObservedContainer> same, Map<String, Optional<ObservedContainer>> changed) {
        boolean placed = same.stream().anyMatch(container -> container.name().equals(name));
        List<Integer> gone = new ArrayList<>();
        for (ObservedContainer container : same) {
            boolean old = container.name().equals(asideName(container, name));
            boolean replacement = container.life() == Life.CREATED
                    && same.stream().anyMatch(other -> container.name().equals(temporaryName(other, name)));
            if (replacement || old && placed) {
                // the old one's anonymous volumes are the replacement's too, and stay with whoever stays
                gone.add(remove(container, replacement));
                changed.put(container.id(), Optional.empty());
            }
        }
        ready.add(Ready.container(name), gone);
        for (ObservedContainer container : same) {
            if (!placed && container.name().equals(asideName(container, name))) {
                int renamed = plan.add(
                        new Action.RenameContainer(container.service(), container.number(), container.id(), name),
                        "its replacement was interrupted",
                        gone);
                ready.add(Ready.container(name), List.of(renamed));
                ready.add(Ready.container(container.id()), List.of(renamed));
                changed.put(container.id(), Optional.of(container.withName(name)));
            }
        }
    }

    private int remove(ObservedContainer container, boolean volumes) {
        String cause = "left by a replacement that was interrupted";
        List<Integer> before = container.life().isAlive()
                ? List.of(plan.add(
                        new Action.StopContainer(
                                container.service(), container.number(), container.id(), container.name()),
                        cause,
                        List.of()))
                : List.of();
        return plan.add(
                new Action.RemoveContainer(
                        container.service(), container.number(), container.id(), container.name(), volumes),
                cause,
                before);
    }
}

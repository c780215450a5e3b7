package io.jcompose.compose.plan;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;

/** Collects steps; numbers them as they come, so that predecessors always have smaller numbers. */
final class PlanBuilder {
    private final List<Step> steps = new ArrayList<>();
    private final List<String> kept = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();

    int add(Action action, String cause, Collection<Integer> after) {
        int id = steps.size() + 1;
        steps.add(new Step(id, action, cause, List.copyOf(new TreeSet<>(after))));
        return id;
    }

    void keep(String container) {
        kept.add(container);
    }

    void warn(String sentence) {
        warnings.add(sentence);
    }

    Plan build() {
        return new Plan(steps, kept, warnings);
    }
}

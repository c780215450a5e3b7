package io.jcompose.compose.plan;

import java.util.List;
import java.util.stream.Collectors;

/**
 * What to do, in an order in which it could be done one after the other; what does not depend on each other is done at the same time.
 *
 * @param kept names of the running containers that stay as they are
 * @param warnings what the user should know before
 */
public record Plan(List<Step> steps, List<String> kept, List<String> warnings) {
    public static final Plan NOTHING = new Plan(List.of(), List.of(), List.of());

    public Plan {
        steps = List.copyOf(steps);
        kept = List.copyOf(kept);
        warnings = List.copyOf(warnings);
    }

    public boolean isEmpty() {
        return steps.isEmpty();
    }

    /** One line a step; empty when there is nothing to do. */
    @Override
    public String toString() {
        return steps.stream().map(Step::toString).collect(Collectors.joining("\n"));
    }
}

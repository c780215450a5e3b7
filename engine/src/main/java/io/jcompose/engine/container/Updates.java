package io.jcompose.engine.container;

import io.jcompose.engine.container.ContainerSpec.RestartPolicy;
import io.jcompose.error.JcomposeException;
import io.jcompose.error.JcomposeException.Kind;
import java.util.List;
import java.util.Optional;

/** Changes limits and the restart policy of a container, while it runs or not. What is 0 or absent in a change stays as it is. */
final class Updates {
    private final EngineParts parts;
    private final ContainerTable table;

    Updates(EngineParts parts, ContainerTable table) {
        this.parts = parts;
        this.table = table;
    }

    /** With the cell's operation lock held. */
    Container update(Cell cell, Limits changes, Optional<RestartPolicy> restart) {
        Container before = cell.snapshot();
        try {
            ContainerSpec spec = With.resources(
                    before.spec(), LimitChange.merged(before.spec().resources(), changes));
            LimitCheck.check(spec.resources());
            ContainerSpec wanted =
                    restart.map(policy -> restarting(spec, policy)).orElse(spec);
            table.update(cell, c -> With.spec(c, wanted));
            try {
                apply(cell, before.spec().resources(), wanted.resources(), changes);
            } catch (RuntimeException e) {
                table.update(cell, c -> With.spec(c, before.spec()));
                throw e;
            }
            return cell.snapshot();
        } catch (JcomposeException e) {
            throw new JcomposeException(
                    e.kind(),
                    "Cannot update container " + before.name() + ": " + e.getMessage(),
                    e.remedy().orElse(""),
                    e);
        }
    }

    private static ContainerSpec restarting(ContainerSpec spec, RestartPolicy policy) {
        if (spec.supervision().autoRemove() && policy.condition() != RestartPolicy.Condition.NO) {
            throw new JcomposeException(
                    Kind.INVALID,
                    "Restart policy cannot be updated because AutoRemove is enabled for the container",
                    "make the container anew without --rm");
        }
        return With.restart(spec, policy);
    }

    /** What the kernel does not take is refused as a whole: a running container has either all new limits or those of before. */
    private void apply(Cell cell, Limits before, Limits wanted, Limits changes) {
        Optional<Cell.Live> live = cell.live();
        if (live.isEmpty()) {
            return;
        }
        List<String> refused = write(cell, live.get(), LimitChange.touched(wanted, changes));
        if (!refused.isEmpty()) {
            write(cell, live.get(), LimitChange.touched(LimitChange.explicit(before), changes));
            throw new JcomposeException(
                    Kind.FAILED_PRECONDITION, String.join("; ", refused), "the container has the limits that it had");
        }
    }

    private List<String> write(Cell cell, Cell.Live live, Limits limits) {
        return Running.unlessEnded(
                cell, live, () -> parts.kernel().runtime().update(live.process(), ResourceSpecs.of(limits, List.of())));
    }
}

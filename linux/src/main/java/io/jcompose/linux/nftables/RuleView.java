package io.jcompose.linux.nftables;

import io.jcompose.linux.netlink.Attributes;
import java.util.List;

/** A rule as the kernel has it. */
public record RuleView(long handle, List<Step> steps) {
    /** One expression: its name and its attributes. */
    public record Step(String name, Attributes data) {}

    public RuleView {
        steps = List.copyOf(steps);
    }
}

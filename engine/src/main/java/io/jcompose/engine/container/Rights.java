package io.jcompose.engine.container;

import io.jcompose.engine.runtime.ProcessSpec.Capabilities;
import io.jcompose.error.JcomposeException;
import io.jcompose.linux.process.Capability;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Which capabilities a container holds: docker's defaults, plus cap_add, minus cap_drop. */
final class Rights {
    private static final List<String> ALL =
            Arrays.stream(Capability.values()).map(Capability::name).toList();

    private Rights() {}

    /** INVALID for a name that no capability has. */
    static List<String> names(ContainerSpec.Isolation isolation) {
        if (isolation.privileged()) {
            return ALL;
        }
        List<String> add = canonical("CapAdd", isolation.capAdd());
        List<String> drop = canonical("CapDrop", isolation.capDrop());
        Set<String> held = new LinkedHashSet<>();
        if (add.contains("ALL")) {
            held.addAll(ALL);
        } else if (!drop.contains("ALL")) {
            held.addAll(Capabilities.DEFAULT_NAMES);
        }
        held.removeAll(drop);
        add.stream().filter(name -> !name.equals("ALL")).forEach(held::add);
        return new ArrayList<>(held);
    }

    private static List<String> canonical(String list, List<String> names) {
        return names.stream().map(name -> canonical(list, name)).toList();
    }

    private static String canonical(String list, String name) {
        String upper = name.toUpperCase(Locale.ROOT);
        if (upper.equals("ALL")) {
            return upper;
        }
        String full = upper.startsWith("CAP_") ? upper : "CAP_" + upper;
        if (!ALL.contains(full)) {
            throw new JcomposeException(
                    JcomposeException.Kind.INVALID,
                    "invalid " + list + ": unknown capability: \"" + full + "\"",
                    "see capabilities(7) for their names");
        }
        return full;
    }
}

package io.jcompose.compose.load.check;

import io.jcompose.compose.complaint.Complaint;
import io.jcompose.compose.load.tree.Node.Mapping;
import io.jcompose.compose.model.SourceMark;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Services must not wait for each other in a circle. */
final class CycleCheck {
    private final Map<String, Mapping> services;
    private final Consumer<Complaint> complaints;
    private final Set<String> done = new HashSet<>();

    CycleCheck(Map<String, Mapping> services, Consumer<Complaint> complaints) {
        this.services = new TreeMap<>(services);
        this.complaints = complaints;
    }

    void check() {
        for (String name : services.keySet()) {
            visit(name, new ArrayList<>());
        }
    }

    private void visit(String name, List<String> way) {
        int seen = way.indexOf(name);
        if (seen >= 0) {
            String circle = String.join(" -> ", way.subList(seen, way.size())) + " -> " + name;
            complaints.accept(Complaint.of(
                    mark(way.getLast(), name),
                    "services." + way.getLast() + ".depends_on",
                    "dependency cycle detected: " + circle));
            return;
        }
        if (done.contains(name) || !services.containsKey(name)) {
            return;
        }
        way.add(name);
        dependencies(name).stream().sorted().forEach(next -> visit(next, way));
        way.removeLast();
        done.add(name);
    }

    private Collection<String> dependencies(String name) {
        Mapping service = services.get(name);
        return service != null && service.get("depends_on") instanceof Mapping mapping
                ? mapping.members().keySet()
                : List.of();
    }

    private SourceMark mark(String from, String to) {
        Mapping service = services.get(from);
        return service != null && service.get("depends_on") instanceof Mapping mapping
                ? mapping.keyMark(to)
                : SourceMark.NONE;
    }
}

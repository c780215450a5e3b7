package io.jcompose.compose.plan;

import io.jcompose.compose.model.Dependency;
import io.jcompose.compose.model.Project;
import io.jcompose.compose.model.Service;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Who depends on whom, read from the files or from the containers' labels. Cycles are the loader's concern; here they are cut where they are met. */
public record Dependencies(Map<String, Map<String, Dependency>> of) {
    public Dependencies {
        Map<String, Map<String, Dependency>> copy = new LinkedHashMap<>();
        of.forEach((service, needs) -> copy.put(service, Collections.unmodifiableMap(new LinkedHashMap<>(needs))));
        of = Collections.unmodifiableMap(copy);
    }

    public static Dependencies of(Project project) {
        return of(project.allServices().values());
    }

    static Dependencies of(Collection<Service> services) {
        Map<String, Map<String, Dependency>> all = new LinkedHashMap<>();
        services.forEach(service -> all.put(service.name(), service.dependsOn()));
        return new Dependencies(all);
    }

    /** From the label that each container carries. */
    public static Dependencies ofContainers(List<ObservedContainer> containers) {
        Map<String, Map<String, Dependency>> all = new LinkedHashMap<>();
        for (ObservedContainer container : containers) {
            Map<String, Dependency> needs = all.computeIfAbsent(container.service(), _ -> new LinkedHashMap<>());
            needs.putAll(parse(container.label(Labels.DEPENDS_ON)));
        }
        return new Dependencies(all);
    }

    /** The inverse of {@link #label}; what it can't read it leaves out. */
    private static Map<String, Dependency> parse(String label) {
        Map<String, Dependency> needs = new LinkedHashMap<>();
        for (String entry : label.split(",")) {
            String[] parts = entry.split(":");
            for (Dependency.Condition condition : Dependency.Condition.values()) {
                if (parts.length >= 2 && condition.word().equals(parts[1])) {
                    needs.put(parts[0], new Dependency(condition, parts.length > 2 && parts[2].equals("true"), true));
                }
            }
        }
        return needs;
    }

    /** The value of {@link Labels#DEPENDS_ON}. */
    public static String label(Map<String, Dependency> needs) {
        List<String> entries = new ArrayList<>();
        needs.forEach(
                (service, need) -> entries.add(service + ":" + need.condition().word() + ":" + need.restart()));
        return String.join(",", entries);
    }

    public Map<String, Dependency> needsOf(String service) {
        return of.getOrDefault(service, Map.of());
    }

    /** Those that depend on a service directly. */
    public List<String> dependentsOf(String service) {
        return of.entrySet().stream()
                .filter(entry -> entry.getValue().containsKey(service))
                .map(Map.Entry::getKey)
                .toList();
    }

    /** These and all that they need, the needed before those that need them; else in the given order. */
    public List<String> withNeeds(Collection<String> services) {
        Set<String> done = new LinkedHashSet<>();
        Set<String> open = new LinkedHashSet<>();
        services.forEach(service -> visit(service, open, done));
        return List.copyOf(done);
    }

    private void visit(String service, Set<String> open, Set<String> done) {
        if (done.contains(service) || !open.add(service)) {
            return;
        }
        needsOf(service).keySet().forEach(need -> visit(need, open, done));
        done.add(service);
    }

    /** These in start order, without what they need besides. */
    public List<String> order(Collection<String> services) {
        List<String> ordered = new ArrayList<>(withNeeds(services));
        ordered.retainAll(Set.copyOf(services));
        return ordered;
    }

    /** These and all that depend on them, directly or not. */
    public Set<String> withDependents(Collection<String> services) {
        Set<String> all = new LinkedHashSet<>(services);
        List<String> open = new ArrayList<>(services);
        while (!open.isEmpty()) {
            for (String dependent : dependentsOf(open.removeLast())) {
                if (all.add(dependent)) {
                    open.add(dependent);
                }
            }
        }
        return all;
    }
}

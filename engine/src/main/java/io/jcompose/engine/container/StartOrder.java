package io.jcompose.engine.container;

import io.jcompose.engine.container.ContainerSpec.NetworkMode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What each container needs before it is started: those that its project names in depends_on, which docker compose writes into labels, and those whose
 * namespaces it shares. Needs that would close a cycle are left out.
 */
record StartOrder(Map<ContainerId, List<Need>> needs) {
    private static final String PREFIX = "com.docker.compose.";
    private static final String SHARED = "container:";

    StartOrder {
        needs = Collections.unmodifiableMap(new LinkedHashMap<>(needs));
    }

    /** In the words of the label. */
    enum Condition {
        STARTED("service_started"),
        HEALTHY("service_healthy"),
        COMPLETED("service_completed_successfully");

        private final String word;

        Condition(String word) {
            this.word = word;
        }

        String word() {
            return word;
        }

        static Optional<Condition> of(String word) {
            return Arrays.stream(values())
                    .filter(condition -> condition.word.equals(word))
                    .findFirst();
        }
    }

    record Need(ContainerId container, Condition condition) {}

    static StartOrder of(List<Container> containers) {
        Map<ContainerId, List<Need>> all = new LinkedHashMap<>();
        containers.forEach(container -> all.put(
                container.id(),
                Stream.concat(byProject(container, containers), byNamespace(container, containers))
                        .toList()));
        return new StartOrder(withoutCycles(all));
    }

    List<Need> of(ContainerId container) {
        return needs.getOrDefault(container, List.of());
    }

    private static Stream<Need> byProject(Container container, List<Container> others) {
        return Stream.of(label(container, "depends_on").split(","))
                .map(entry -> entry.split(":"))
                .filter(parts -> parts.length > 1)
                .flatMap(parts -> Condition.of(parts[1]).stream()
                        .flatMap(condition -> others.stream()
                                .filter(other -> isOf(other, label(container, "project"), parts[0]))
                                .map(other -> new Need(other.id(), condition))));
    }

    private static boolean isOf(Container container, String project, String service) {
        return label(container, "project").equals(project)
                && label(container, "service").equals(service)
                && !label(container, "oneoff").equals("True");
    }

    private static String label(Container container, String name) {
        return container.spec().labels().getOrDefault(PREFIX + name, "");
    }

    private static Stream<Need> byNamespace(Container container, List<Container> others) {
        ContainerSpec.Namespaces shared = container.spec().isolation().namespaces();
        Stream<String> references = Stream.concat(
                container.spec().networking().mode() instanceof NetworkMode.OfContainer(String of)
                        ? Stream.of(of)
                        : Stream.empty(),
                Stream.of(shared.pid(), shared.ipc(), shared.uts())
                        .flatMap(Optional::stream)
                        .filter(word -> word.startsWith(SHARED))
                        .map(word -> word.substring(SHARED.length())));
        return references.flatMap(reference -> others.stream()
                .filter(other ->
                        other.name().equals(reference) || other.id().value().startsWith(reference))
                .map(other -> new Need(other.id(), Condition.STARTED)));
    }

    private static Map<ContainerId, List<Need>> withoutCycles(Map<ContainerId, List<Need>> all) {
        Map<ContainerId, List<Need>> kept = new LinkedHashMap<>();
        all.keySet().forEach(container -> visit(container, all, new LinkedHashSet<>(), kept));
        return kept;
    }

    private static void visit(
            ContainerId container,
            Map<ContainerId, List<Need>> all,
            Set<ContainerId> open,
            Map<ContainerId, List<Need>> kept) {
        if (kept.containsKey(container)) {
            return;
        }
        open.add(container);
        List<Need> own = new ArrayList<>();
        for (Need need : new LinkedHashSet<>(all.getOrDefault(container, List.of()))) {
            if (!open.contains(need.container())) {
                visit(need.container(), all, open, kept);
                own.add(need);
            }
        }
        open.remove(container);
        kept.put(container, List.copyOf(own));
    }

    /** These and all that they need, directly or not. */
    Set<ContainerId> withNeeds(Set<ContainerId> containers) {
        Set<ContainerId> all = new LinkedHashSet<>(containers);
        List<ContainerId> open = new ArrayList<>(containers);
        while (!open.isEmpty()) {
            for (Need need : of(open.removeLast())) {
                if (all.add(need.container())) {
                    open.add(need.container());
                }
            }
        }
        return all;
    }
}

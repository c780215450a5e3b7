package io.jcompose.compose.plan;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Which steps must be over before a thing can be used; grows while a plan is made. */
final class Ready {
    private final Map<String, List<Integer>> steps = new HashMap<>();
    private final Set<String> stopped = new HashSet<>();

    void add(String thing, int step) {
        add(thing, List.of(step));
    }

    void add(String thing, List<Integer> more) {
        steps.computeIfAbsent(thing, _ -> new ArrayList<>()).addAll(more);
    }

    List<Integer> of(String thing) {
        return steps.getOrDefault(thing, List.of());
    }

    List<Integer> of(Collection<String> things) {
        return things.stream().flatMap(thing -> of(thing).stream()).toList();
    }

    /** A step of the plan stops this container (by id). */
    void stopping(String container) {
        stopped.add(container);
    }

    boolean isStopped(String container) {
        return stopped.contains(container);
    }

    static String image(String name) {
        return "image:" + name;
    }

    static String network(String key) {
        return "network:" + key;
    }

    static String volume(String key) {
        return "volume:" + key;
    }

    /** All containers of the service exist under their final names. */
    static String existence(String service) {
        return "exists:" + service;
    }

    /** All containers of the service were started. */
    static String start(String service) {
        return "started:" + service;
    }

    /** The container (by id, or by its final name) can be worked on. */
    static String container(String idOrName) {
        return "container:" + idOrName;
    }
}

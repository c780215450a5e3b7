package io.jcompose.engine.container;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What containers in the making will use, an image and volumes: nobody may take that away from under them, and the table does not know them yet. Whoever asks
 * looks here first and at the table then: a claim is given back after its container is in the table.
 */
final class Claims {
    private final Map<ContainerId, Set<String>> claimed = new ConcurrentHashMap<>();

    /**
     * Before it is looked whether the thing is there.
     *
     * @param thing an image's digest or a volume's name, which has no colon
     */
    void add(ContainerId container, String thing) {
        claimed.computeIfAbsent(container, id -> ConcurrentHashMap.newKeySet()).add(thing);
    }

    /** Does nothing for a container that has none. */
    void release(ContainerId container) {
        claimed.remove(container);
    }

    List<ContainerId> claimants(String thing) {
        return claimed.entrySet().stream()
                .filter(entry -> entry.getValue().contains(thing))
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
    }
}

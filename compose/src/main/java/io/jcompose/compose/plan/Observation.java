package io.jcompose.compose.plan;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the engine has of one project, seen at one moment.
 *
 * @param containers those with the project's label, in the order of creation
 * @param networks all networks of the engine by name
 * @param volumes all volumes of the engine by name
 */
public record Observation(
        String project,
        List<ObservedContainer> containers,
        Map<String, ObservedNetwork> networks,
        Map<String, ObservedVolume> volumes) {
    public Observation {
        containers = List.copyOf(containers);
        networks = Collections.unmodifiableMap(new LinkedHashMap<>(networks));
        volumes = Collections.unmodifiableMap(new LinkedHashMap<>(volumes));
    }

    public record ObservedNetwork(String id, String name, Map<String, String> labels) {
        String label(String key) {
            return labels.getOrDefault(key, "");
        }
    }

    public record ObservedVolume(String name, Map<String, String> labels) {
        String label(String key) {
            return labels.getOrDefault(key, "");
        }
    }

    /** The containers of a service that are not one-offs, by number. */
    List<ObservedContainer> of(String service) {
        return containers.stream()
                .filter(c -> !c.place().oneOff() && c.service().equals(service))
                .sorted(java.util.Comparator.comparingInt(ObservedContainer::number))
                .toList();
    }
}

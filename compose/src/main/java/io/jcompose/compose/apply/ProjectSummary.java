package io.jcompose.compose.apply;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A line of {@code ls}.
 *
 * @param states how many containers are in which state, by docker's word
 */
public record ProjectSummary(String name, Map<String, Integer> states, List<String> configFiles) {
    public ProjectSummary {
        states = Collections.unmodifiableMap(new TreeMap<>(states));
        configFiles = List.copyOf(configFiles);
    }
}

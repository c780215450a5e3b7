package io.jcompose.compose.model;

import java.util.Map;
import java.util.Optional;

/**
 * A named volume of a project.
 *
 * @param key its name in the files
 * @param name its name on the engine
 */
public record Volume(
        String key,
        String name,
        boolean external,
        Optional<String> driver,
        Map<String, String> driverOpts,
        Map<String, String> labels,
        SourceMark mark) {
    public Volume {
        driverOpts = Ordered.copy(driverOpts);
        labels = Ordered.copy(labels);
    }
}

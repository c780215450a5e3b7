package io.jcompose.volumes;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A volume as it is.
 *
 * @param mountpoint {@code $JCOMPOSE_HOME/volumes/<name>/_data}
 * @param anonymous its name was made by the engine
 */
public record Volume(
        String name,
        String driver,
        Map<String, String> options,
        Map<String, String> labels,
        boolean anonymous,
        Path mountpoint,
        Instant created) {
    public Volume {
        options = Collections.unmodifiableMap(new LinkedHashMap<>(options));
        labels = Collections.unmodifiableMap(new LinkedHashMap<>(labels));
    }
}

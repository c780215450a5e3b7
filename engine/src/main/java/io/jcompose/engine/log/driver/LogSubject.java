package io.jcompose.engine.log.driver;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The container that a log is of, as far as its lines may name it.
 *
 * @param id full
 * @param imageId the digest of its image's configuration, {@code sha256:...}
 * @param imageName as the user wrote it
 * @param command entrypoint and arguments
 * @param environment of the image and the container
 */
public record LogSubject(
        String id,
        String name,
        String imageId,
        String imageName,
        List<String> command,
        Map<String, String> labels,
        Map<String, String> environment) {
    public LogSubject {
        command = List.copyOf(command);
        labels = Collections.unmodifiableMap(new LinkedHashMap<>(labels));
        environment = Collections.unmodifiableMap(new LinkedHashMap<>(environment));
    }

    /** The first twelve characters. */
    public String shortId() {
        return id.substring(0, Math.min(12, id.length()));
    }
}

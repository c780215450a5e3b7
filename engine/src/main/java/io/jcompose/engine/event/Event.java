package io.jcompose.engine.event;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One change of state, as docker's {@code events} tells it.
 *
 * @param type {@code container}, {@code image}, {@code network} or {@code volume}
 * @param action {@code create start die stop kill oom destroy health_status: healthy ...}
 * @param actor the object's id
 * @param attributes name, image, exitCode, the container's labels
 */
public record Event(Instant time, String type, String action, String actor, Map<String, String> attributes) {
    public Event {
        attributes = Collections.unmodifiableMap(new LinkedHashMap<>(attributes));
    }
}

package io.jcompose.cli.command.container;

import io.jcompose.engine.container.Container;
import java.util.LinkedHashMap;
import java.util.Map;

/** A container as docker's inspect shows it. */
final class Inspection {
    private Inspection() {}

    static Map<String, Object> of(Container container) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("Id", container.id().value());
        object.put("Created", container.created().toString());
        object.put("Name", "/" + container.name());
        object.put("RestartCount", container.restarts());
        object.put("Image", container.imageId().toString());
        object.put("State", Map.of("Status", container.state().word()));
        return object;
    }
}

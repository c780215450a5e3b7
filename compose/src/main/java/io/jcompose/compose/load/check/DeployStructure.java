package io.jcompose.compose.load.check;

import static io.jcompose.compose.load.check.Shape.attributes;
import static io.jcompose.compose.load.check.Shape.either;
import static io.jcompose.compose.load.check.Shape.list;
import static io.jcompose.compose.load.check.Shapes.DEVICE_REQUESTS;
import static io.jcompose.compose.load.check.Shapes.INTEGER;
import static io.jcompose.compose.load.check.Shapes.LIST_OR_MAPPING;
import static io.jcompose.compose.load.check.Shapes.NULL;
import static io.jcompose.compose.load.check.Shapes.NUMBER;
import static io.jcompose.compose.load.check.Shapes.STRING;
import static io.jcompose.compose.load.check.Shapes.STRING_LIST;

/** The attributes of {@code deploy}. */
final class DeployStructure {
    private static final Shape UPDATE = attributes()
            .with("parallelism", INTEGER)
            .with("delay", STRING)
            .with("failure_action", STRING)
            .with("monitor", STRING)
            .with("max_failure_ratio", NUMBER)
            .with("order", STRING.oneOf("start-first", "stop-first"));

    private static final Shape GENERIC = attributes()
            .with("discrete_resource_spec", attributes().with("kind", STRING).with("value", NUMBER));

    private static final Shape RESOURCES = attributes()
            .with(
                    "limits",
                    attributes().with("cpus", NUMBER).with("memory", STRING).with("pids", INTEGER))
            .with(
                    "reservations",
                    attributes()
                            .with("cpus", NUMBER)
                            .with("memory", STRING)
                            .with("devices", DEVICE_REQUESTS)
                            .with("generic_resources", list(GENERIC)));

    private static final Shape RESTART = attributes()
            .with("condition", STRING)
            .with("delay", STRING)
            .with("max_attempts", INTEGER)
            .with("window", STRING);

    private static final Shape PLACEMENT = attributes()
            .with("constraints", STRING_LIST)
            .with("preferences", list(attributes().with("spread", STRING)))
            .with("max_replicas_per_node", INTEGER);

    static final Shape DEPLOY = either(
            NULL,
            attributes()
                    .with("mode", STRING)
                    .with("replicas", INTEGER)
                    .with("labels", LIST_OR_MAPPING)
                    .with("update_config", UPDATE)
                    .with("rollback_config", UPDATE)
                    .with("resources", RESOURCES)
                    .with("restart_policy", RESTART)
                    .with("placement", PLACEMENT)
                    .with("endpoint_mode", STRING));

    private DeployStructure() {}
}

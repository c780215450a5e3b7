package io.jcompose.compose.load.check;

import static io.jcompose.compose.load.check.Shape.attributes;
import static io.jcompose.compose.load.check.Shape.either;
import static io.jcompose.compose.load.check.Shape.leaf;
import static io.jcompose.compose.load.check.Shape.list;
import static io.jcompose.compose.load.check.Shape.named;
import static io.jcompose.compose.load.check.Shapes.BOOLEAN;
import static io.jcompose.compose.load.check.Shapes.LIST_OR_MAPPING;
import static io.jcompose.compose.load.check.Shapes.NULL;
import static io.jcompose.compose.load.check.Shapes.OPTIONS;
import static io.jcompose.compose.load.check.Shapes.STRING;
import static io.jcompose.compose.load.check.Shapes.STRING_LIST;
import static io.jcompose.compose.load.check.Shapes.STRING_OR_STRINGS;

import io.jcompose.compose.load.check.Shape.Attributes;
import io.jcompose.compose.load.check.Shape.Kind;

/** The structure of a compose file: every top-level element and every attribute, as the Compose Specification has them. */
public final class Structure {
    private static final String NAME = "[a-zA-Z0-9._-]+";

    private static final Shape EXTERNAL = either(BOOLEAN, attributes().with("name", STRING));

    private static final Shape INCLUDE = either(
            STRING,
            attributes()
                    .with("path", STRING_OR_STRINGS)
                    .with("project_directory", STRING)
                    .with("env_file", STRING_OR_STRINGS)
                    .requiring("path")
                    .closed());

    private static final Shape POOL = attributes()
            .with("subnet", STRING)
            .with("gateway", STRING)
            .with("ip_range", STRING)
            .with("aux_addresses", named(STRING));

    private static final Attributes NETWORK = attributes()
            .with("name", STRING)
            .with("driver", STRING)
            .with("driver_opts", OPTIONS)
            .with(
                    "ipam",
                    attributes()
                            .with("driver", STRING)
                            .with("config", list(POOL))
                            .with("options", named(STRING)))
            .with("external", EXTERNAL)
            .with("internal", BOOLEAN)
            .with("attachable", BOOLEAN)
            .with("labels", LIST_OR_MAPPING)
            .with("enable_ipv4", BOOLEAN)
            .with("enable_ipv6", BOOLEAN);

    private static final Attributes VOLUME = attributes()
            .with("name", STRING)
            .with("driver", STRING)
            .with("driver_opts", OPTIONS)
            .with("external", EXTERNAL)
            .with("labels", LIST_OR_MAPPING);

    private static final Attributes CONFIG = attributes()
            .with("name", STRING)
            .with("file", STRING)
            .with("environment", STRING)
            .with("content", STRING)
            .with("external", EXTERNAL)
            .with("labels", LIST_OR_MAPPING)
            .with("template_driver", STRING);

    private static final Attributes SECRET = attributes()
            .with("name", STRING)
            .with("file", STRING)
            .with("environment", STRING)
            .with("external", EXTERNAL)
            .with("labels", LIST_OR_MAPPING)
            .with("driver", STRING)
            .with("driver_opts", OPTIONS)
            .with("template_driver", STRING);

    private static final Attributes MODEL = attributes()
            .with("name", STRING)
            .with("model", STRING)
            .with("context_size", leaf(Kind.INTEGER))
            .with("runtime_flags", STRING_LIST)
            .requiring("model");

    /** The whole file. */
    public static final Attributes FILE = attributes()
            .with("version", leaf(Kind.STRING))
            .with("name", STRING)
            .with("include", list(INCLUDE))
            .with("services", named(ServiceStructure.SERVICE, NAME))
            .with("networks", named(either(NETWORK, NULL)))
            .with("volumes", named(either(VOLUME, NULL), NAME))
            .with("secrets", named(SECRET, NAME))
            .with("configs", named(CONFIG, NAME))
            .with("models", named(MODEL));

    private Structure() {}
}

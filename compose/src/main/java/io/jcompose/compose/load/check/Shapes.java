package io.jcompose.compose.load.check;

import static io.jcompose.compose.load.check.Shape.attributes;
import static io.jcompose.compose.load.check.Shape.either;
import static io.jcompose.compose.load.check.Shape.leaf;
import static io.jcompose.compose.load.check.Shape.list;
import static io.jcompose.compose.load.check.Shape.named;
import static io.jcompose.compose.load.check.Shape.set;

import io.jcompose.compose.load.check.Shape.Attributes;
import io.jcompose.compose.load.check.Shape.Kind;
import io.jcompose.compose.load.check.Shape.Leaf;

/** Shapes that several attributes share. Where interpolation makes text of a number or a boolean, a string is allowed too. */
final class Shapes {
    static final Leaf STRING = leaf(Kind.STRING);
    static final Leaf BOOLEAN = leaf(Kind.BOOLEAN, Kind.STRING);
    static final Leaf STRICT_BOOLEAN = leaf(Kind.BOOLEAN);
    static final Leaf INTEGER = leaf(Kind.INTEGER, Kind.STRING);
    static final Leaf NUMBER = leaf(Kind.NUMBER, Kind.STRING);
    static final Leaf STRICT_NUMBER = leaf(Kind.NUMBER);
    static final Leaf NULL = leaf(Kind.NULL);
    static final Shape STRINGS = set(STRING);
    static final Shape STRING_LIST = list(STRING);
    static final Shape STRING_OR_STRINGS = either(STRING, STRINGS);
    static final Leaf VALUE = leaf(Kind.STRING, Kind.NUMBER, Kind.BOOLEAN, Kind.NULL);
    static final Shape LIST_OR_MAPPING = either(named(VALUE, "(?s).+"), STRINGS);
    static final Shape OPTIONS = named(NUMBER);
    static final Shape COMMAND = either(NULL, STRING, STRING_LIST);
    static final Shape HOSTS = either(named(either(STRING, STRING_LIST), "(?s).+"), STRINGS);

    static final Shape FILE_MOUNTS = list(either(
            STRING,
            attributes()
                    .with("source", STRING)
                    .with("target", STRING)
                    .with("uid", STRING)
                    .with("gid", STRING)
                    .with("mode", NUMBER)));

    static final Shape ULIMITS = ulimits(INTEGER);
    /** No text is made a number there, not even that of a variable. */
    static final Shape BUILD_ULIMITS = ulimits(leaf(Kind.INTEGER));

    private static final Attributes DEVICE_REQUEST = attributes()
            .with("capabilities", STRINGS)
            .with("driver", STRING)
            .with("count", INTEGER)
            .with("device_ids", STRINGS)
            .with("options", LIST_OR_MAPPING);

    static final Shape DEVICE_REQUESTS = list(DEVICE_REQUEST.requiring("capabilities"));
    static final Shape GPUS = either(STRING.oneOf("all"), list(DEVICE_REQUEST.open()));

    private static final Attributes HOOK_ATTRIBUTES = attributes()
            .with("command", COMMAND)
            .with("user", STRING)
            .with("privileged", BOOLEAN)
            .with("working_dir", STRING)
            .with("environment", LIST_OR_MAPPING);

    static final Attributes HOOK = HOOK_ATTRIBUTES.requiring("command");

    static final Attributes START_HOOK =
            HOOK_ATTRIBUTES.with("image", STRING).with("per_replica", BOOLEAN).requiring("command");

    private Shapes() {}

    private static Shape ulimits(Leaf number) {
        return named(either(
                number, attributes().with("soft", number).with("hard", number).requiring("soft", "hard")));
    }
}

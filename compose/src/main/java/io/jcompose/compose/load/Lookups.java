package io.jcompose.compose.load;

import io.jcompose.compose.load.tree.Node;
import io.jcompose.compose.load.tree.Node.Mapping;
import io.jcompose.compose.load.tree.Node.Scalar;
import io.jcompose.compose.load.tree.Node.Sequence;
import io.jcompose.compose.load.tree.Rewrite;
import io.jcompose.compose.load.tree.Rules;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Looks up what must be looked up with the variables of the project that a file belongs to, before it is included in another. */
final class Lookups {
    private enum Rule {
        VARIABLES,
        OBJECT
    }

    private static final Rules<Rule> TABLE = table();

    private Lookups() {}

    private static Rules<Rule> table() {
        Map<String, Rule> rules = new LinkedHashMap<>();
        rules.put("services.*.environment", Rule.VARIABLES);
        rules.put("configs.*", Rule.OBJECT);
        rules.put("secrets.*", Rule.OBJECT);
        return Rules.of(rules);
    }

    /** Gives {@code - NAME} entries of environment lists their values, and notes the values of configs and secrets. */
    static Mapping apply(Mapping tree, Map<String, String> environment, Session session) {
        return (Mapping) Rewrite.with(tree, TABLE, (node, path, rule) -> switch (rule) {
            case VARIABLES -> node instanceof Sequence sequence ? filled(sequence, environment) : node;
            case OBJECT -> {
                if (node instanceof Mapping object && object.get("environment") instanceof Scalar name) {
                    String value = environment.get(name.text());
                    if (value != null) {
                        session.history().lookedUp(path.toString(), value);
                    }
                }
                yield node;
            }
        });
    }

    private static Node filled(Sequence sequence, Map<String, String> environment) {
        List<Node> items = new ArrayList<>();
        for (Node item : sequence.items()) {
            String value = item instanceof Scalar name ? environment.get(name.text()) : null;
            items.add(value != null ? Scalar.of(((Scalar) item).text() + "=" + value, item.mark()) : item);
        }
        return new Sequence(items, sequence.mark());
    }
}

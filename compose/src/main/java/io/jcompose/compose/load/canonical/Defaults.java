package io.jcompose.compose.load.canonical;

import io.jcompose.compose.load.tree.Node;
import io.jcompose.compose.load.tree.Node.Mapping;
import io.jcompose.compose.load.tree.Node.Scalar;
import io.jcompose.compose.load.tree.Rewrite;
import io.jcompose.compose.load.tree.Rules;
import io.jcompose.compose.load.tree.TreePath;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;

/** The stage that adds what an attribute means when it is left out. */
public final class Defaults {
    private static final Rules<UnaryOperator<Mapping>> TABLE = table();

    private Defaults() {}

    private static Rules<UnaryOperator<Mapping>> table() {
        Map<String, UnaryOperator<Mapping>> rules = new LinkedHashMap<>();
        rules.put("services.*.build", build -> absent(build, "context", "."));
        rules.put("services.*.secrets.*", Defaults::secret);
        rules.put("services.*.ports.*", port -> absent(absent(port, "protocol", "tcp"), "mode", "ingress"));
        rules.put("services.*.deploy.resources.reservations.devices.*", Defaults::device);
        rules.put("services.*.gpus.*", Defaults::device);
        return Rules.of(rules);
    }

    public static Mapping apply(Mapping root) {
        return (Mapping) Rewrite.with(
                root,
                TABLE,
                (Node node, TreePath _, UnaryOperator<Mapping> rule) ->
                        node instanceof Mapping mapping ? rule.apply(mapping) : node);
    }

    private static Mapping absent(Mapping mapping, String key, String value) {
        return mapping.has(key) ? mapping : mapping.with(key, Scalar.of(value, mapping.mark()));
    }

    private static Mapping secret(Mapping secret) {
        String source = secret.get("source") instanceof Scalar scalar ? scalar.text() : "";
        return absent(secret, "target", "/run/secrets/" + source);
    }

    private static Mapping device(Mapping device) {
        return device.has("count") || device.has("device_ids") ? device : absent(device, "count", "all");
    }
}

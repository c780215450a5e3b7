package io.jcompose.compose.load;

import io.jcompose.compose.load.interpolate.Template;
import io.jcompose.compose.load.tree.Json;
import io.jcompose.compose.load.tree.Node;
import io.jcompose.compose.load.tree.Node.Mapping;
import io.jcompose.compose.load.tree.Node.Scalar;
import io.jcompose.compose.load.tree.Node.Sequence;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Which variables a tree mentions, with what each place says to do without them; of several places the last one counts, but what one place requires is required. */
public final class VariableListing {
    private static final int MIN_WIDTH = 20;

    private VariableListing() {}

    /** By name, sorted. */
    public static Map<String, Template.Mention> of(Node tree) {
        Map<String, Template.Mention> out = new TreeMap<>();
        collect(tree, out);
        return out;
    }

    /** As a table, name by name. */
    public static String table(Map<String, Template.Mention> variables) {
        int names = width("NAME", variables.keySet().stream());
        int defaults = width("DEFAULT VALUE", variables.values().stream().map(Template.Mention::defaultValue));
        StringBuilder out = new StringBuilder();
        row(out, "NAME", names, "REQUIRED", "DEFAULT VALUE", defaults, "ALTERNATE VALUE");
        variables.forEach((name, mention) -> row(
                out,
                name,
                names,
                Boolean.toString(mention.required()),
                mention.defaultValue(),
                defaults,
                mention.presenceValue()));
        return out.toString();
    }

    private static int width(String head, Stream<String> cells) {
        return Math.max(
                MIN_WIDTH,
                Stream.concat(Stream.of(head), cells)
                                .mapToInt(String::length)
                                .max()
                                .orElse(0)
                        + 3);
    }

    private static void row(
            StringBuilder out, String name, int names, String required, String given, int defaults, String presence) {
        out.append(padded(name, names))
                .append(padded(required, MIN_WIDTH))
                .append(padded(given, defaults))
                .append(presence)
                .append('\n');
    }

    private static String padded(String text, int width) {
        return text + " ".repeat(width - text.length());
    }

    /** As JSON, with the names that docker compose gives the members. */
    public static String json(Map<String, Template.Mention> variables) {
        return Json.pretty(plain(variables, true)) + "\n";
    }

    /** As YAML. */
    public static String yaml(Map<String, Template.Mention> variables) {
        return YamlText.of(plain(variables, false));
    }

    private static Map<String, Object> plain(Map<String, Template.Mention> variables, boolean capital) {
        Map<String, Object> out = new LinkedHashMap<>();
        variables.forEach((name, mention) -> {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put(capital ? "Name" : "name", name);
            one.put(capital ? "DefaultValue" : "defaultvalue", mention.defaultValue());
            one.put(capital ? "PresenceValue" : "presencevalue", mention.presenceValue());
            one.put(capital ? "Required" : "required", mention.required());
            out.put(name, one);
        });
        return out;
    }

    private static void collect(Node node, Map<String, Template.Mention> out) {
        switch (node) {
            case Scalar scalar -> {
                if (scalar.value() instanceof String text) {
                    Template.mentions(text)
                            .forEach(mention -> out.merge(mention.name(), mention, Template.Mention::or));
                }
            }
            case Sequence sequence -> sequence.items().forEach(item -> collect(item, out));
            case Mapping mapping -> mapping.members().values().forEach(member -> collect(member.value(), out));
        }
    }
}

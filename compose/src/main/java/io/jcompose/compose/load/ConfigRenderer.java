package io.jcompose.compose.load;

import io.jcompose.compose.load.check.Structure;
import io.jcompose.compose.load.tree.Json;
import io.jcompose.compose.load.tree.Node.Mapping;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Prints a project as docker compose's {@code config} does: its order of keys, its quoting, {@code $} doubled, so that the output loads again to
 * the same model. Same tree, same bytes.
 */
public final class ConfigRenderer {
    private ConfigRenderer() {}

    /** The project as JSON, with a newline at the end. */
    public static String json(LoadResult result) {
        Object plain = new OutputShape(true).of(result.tree(), Structure.FILE);
        return escaped(Json.pretty(sortedTop(plain))) + "\n";
    }

    /** The project as YAML. */
    public static String yaml(LoadResult result) {
        return escaped(YamlText.of(new OutputShape(false).of(result.tree(), Structure.FILE)));
    }

    /** A tree whose variables were not replaced, as JSON: keys sorted, dollar signs as they are. */
    public static String json(ProjectLoader.RawResult result) {
        return Json.pretty(new OutputShape(true).sorted(result.tree().plain())) + "\n";
    }

    /** A tree whose variables were not replaced, as YAML. */
    public static String yaml(ProjectLoader.RawResult result) {
        return YamlText.of(new OutputShape(false).sorted(result.tree().plain()));
    }

    /** One part of the project, for instance a service, as YAML. */
    public static String yaml(Mapping part) {
        return escaped(YamlText.of(part.plain()));
    }

    private static String escaped(String text) {
        return text.replace("$", "$$");
    }

    private static @Nullable Object sortedTop(@Nullable Object plain) {
        Map<String, @Nullable Object> out = new TreeMap<>();
        if (plain instanceof Map<?, ?> map) {
            map.forEach((key, value) -> out.put(String.valueOf(key), value));
        }
        return new LinkedHashMap<>(out);
    }
}

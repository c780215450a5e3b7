package io.jcompose.compose.load;

import io.jcompose.compose.complaint.Complaint;
import io.jcompose.compose.complaint.ComposeFileException;
import io.jcompose.compose.load.check.Structure;
import io.jcompose.compose.load.tree.Json;
import io.jcompose.compose.load.tree.Node;
import io.jcompose.compose.load.tree.Node.Mapping;
import io.jcompose.compose.load.tree.Node.Scalar;
import io.jcompose.compose.load.tree.Node.Sequence;
import io.jcompose.compose.load.tree.TreePath;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Prints a project as docker compose's {@code config} does: its order of keys, its quoting, {@code $} doubled, so that the output loads again to
 * the same model. Same tree, same bytes.
 */
public final class ConfigRenderer {
    private ConfigRenderer() {}

    /**
     * The project as JSON, with a newline at the end.
     *
     * @throws ComposeFileException when it has numbers that JSON has not: infinity, or none at all
     */
    public static String json(LoadResult result) {
        requireFinite(result.tree());
        Object plain = new OutputShape(true).of(result.tree(), Structure.FILE);
        return escaped(Json.pretty(sortedTop(plain))) + "\n";
    }

    /** The project as YAML. */
    public static String yaml(LoadResult result) {
        return escaped(YamlText.of(new OutputShape(false).of(result.tree(), Structure.FILE)));
    }

    /** A tree whose variables were not replaced, as JSON: keys sorted, dollar signs as they are. */
    public static String json(ProjectLoader.RawResult result) {
        requireFinite(result.tree());
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

    private static void requireFinite(Node tree) {
        List<Complaint> complaints = new ArrayList<>();
        requireFinite(tree, TreePath.ROOT, complaints);
        if (!complaints.isEmpty()) {
            throw new ComposeFileException(complaints);
        }
    }

    private static void requireFinite(Node node, TreePath path, List<Complaint> complaints) {
        switch (node) {
            case Mapping mapping ->
                mapping.members().forEach((key, member) -> requireFinite(member.value(), path.child(key), complaints));
            case Sequence sequence -> {
                int position = 0;
                for (Node item : sequence.items()) {
                    requireFinite(item, path.item(position++), complaints);
                }
            }
            case Scalar scalar -> {
                if (scalar.value() instanceof Double number && !Double.isFinite(number)) {
                    complaints.add(Complaint.of(scalar.mark(), path.toString(), "JSON has no such number")
                            .withSuggestion("print YAML, or put it in quotes"));
                }
            }
        }
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

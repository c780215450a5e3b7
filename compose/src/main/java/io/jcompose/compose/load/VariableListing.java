package io.jcompose.compose.load;

import io.jcompose.compose.load.interpolate.Template;
import io.jcompose.compose.load.tree.Node;
import io.jcompose.compose.load.tree.Node.Mapping;
import io.jcompose.compose.load.tree.Node.Scalar;
import io.jcompose.compose.load.tree.Node.Sequence;
import java.util.Map;
import java.util.TreeMap;

/** Which variables a tree mentions, with what each place says to do without them; of several places the last one counts. */
public final class VariableListing {
    private VariableListing() {}

    /** By name, sorted. */
    public static Map<String, Template.Mention> of(Node tree) {
        Map<String, Template.Mention> out = new TreeMap<>();
        collect(tree, out);
        return out;
    }

    private static void collect(Node node, Map<String, Template.Mention> out) {
        switch (node) {
            case Scalar scalar -> {
                if (scalar.value() instanceof String text) {
                    Template.mentions(text).forEach(mention -> out.put(mention.name(), mention));
                }
            }
            case Sequence sequence -> sequence.items().forEach(item -> collect(item, out));
            case Mapping mapping -> mapping.members().values().forEach(member -> collect(member.value(), out));
        }
    }
}

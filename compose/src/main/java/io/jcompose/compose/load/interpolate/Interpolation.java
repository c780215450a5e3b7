package io.jcompose.compose.load.interpolate;

import io.jcompose.compose.complaint.Complaint;
import io.jcompose.compose.load.tree.Node;
import io.jcompose.compose.load.tree.Node.Mapping;
import io.jcompose.compose.load.tree.Node.Member;
import io.jcompose.compose.load.tree.Node.Scalar;
import io.jcompose.compose.load.tree.Node.Sequence;
import io.jcompose.compose.load.tree.Rules;
import io.jcompose.compose.load.tree.TreePath;
import io.jcompose.compose.model.SourceMark;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The stage that replaces variables: values only, never keys. */
public final class Interpolation {
    /** Hears of every variable that a value mentions. */
    public interface Listener {
        void mentioned(String variable, SourceMark mark, TreePath path, boolean unset);
    }

    private final Variables variables;
    private final Consumer<Complaint> complaints;
    private final Listener listener;

    public Interpolation(Variables variables, Consumer<Complaint> complaints, Listener listener) {
        this.variables = variables;
        this.complaints = complaints;
        this.listener = listener;
    }

    /** The tree with all variables replaced; what can't be replaced is complained about and left as it is. */
    public Node apply(Node root) {
        return walk(root, TreePath.ROOT, Casts.TABLE);
    }

    private Node walk(Node node, TreePath path, @Nullable Rules<Casts> casts) {
        return switch (node) {
            case Scalar scalar -> scalar.value() instanceof String text ? scalar(scalar, text, path, casts) : scalar;
            case Sequence sequence -> {
                List<Node> items = new ArrayList<>(sequence.items().size());
                int position = 0;
                for (Node item : sequence.items()) {
                    items.add(walk(item, path.item(position++), casts == null ? null : casts.belowItem()));
                }
                yield new Sequence(items, sequence.mark());
            }
            case Mapping mapping -> {
                Map<String, Member> members = new LinkedHashMap<>();
                mapping.members().forEach((key, member) -> {
                    Node value = walk(member.value(), path.child(key), casts == null ? null : casts.below(key));
                    members.put(key, new Member(member.key(), value));
                });
                yield new Mapping(members, mapping.mark());
            }
        };
    }

    private Node scalar(Scalar scalar, String text, TreePath path, @Nullable Rules<Casts> casts) {
        Casts cast = casts == null ? null : casts.rule().orElse(null);
        if (cast == null && text.indexOf('$') < 0) {
            return scalar;
        }
        try {
            String replaced = Template.substitute(text, new Variables() {
                @Override
                public @Nullable String lookup(String name) {
                    String value = variables.lookup(name);
                    listener.mentioned(name, scalar.mark(), path, false);
                    return value;
                }

                @Override
                public void unset(String name) {
                    listener.mentioned(name, scalar.mark(), path, true);
                }
            });
            return new Scalar(cast == null ? replaced : cast.cast(replaced), scalar.mark());
        } catch (TemplateException e) {
            Complaint complaint = Complaint.of(scalar.mark(), path.toString(), String.valueOf(e.getMessage()));
            complaints.accept(e.remedy().map(complaint::withSuggestion).orElse(complaint));
            return scalar;
        }
    }
}

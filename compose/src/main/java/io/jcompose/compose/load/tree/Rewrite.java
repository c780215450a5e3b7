package io.jcompose.compose.load.tree;

import io.jcompose.compose.load.tree.Node.Mapping;
import io.jcompose.compose.load.tree.Node.Member;
import io.jcompose.compose.load.tree.Node.Scalar;
import io.jcompose.compose.load.tree.Node.Sequence;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Walks a tree along a table and replaces the nodes that a rule holds for, outer ones before inner ones. */
public final class Rewrite {
    /** What a rule makes of a node. */
    public interface Step<R> {
        Node apply(Node node, TreePath path, R rule);
    }

    private Rewrite() {}

    public static <R> Node with(Node root, Rules<R> table, Step<R> step) {
        return walk(root, TreePath.ROOT, table, step);
    }

    private static <R> Node walk(Node node, TreePath path, @Nullable Rules<R> rules, Step<R> step) {
        if (rules == null) {
            return node;
        }
        Node changed =
                rules.rule().isPresent() ? step.apply(node, path, rules.rule().get()) : node;
        return switch (changed) {
            case Scalar scalar -> scalar;
            case Sequence sequence -> {
                Rules<R> below = rules.belowItem();
                if (below == null) {
                    yield sequence;
                }
                List<Node> items = new ArrayList<>(sequence.items().size());
                int position = 0;
                for (Node item : sequence.items()) {
                    items.add(walk(item, path.item(position++), below, step));
                }
                yield new Sequence(items, sequence.mark());
            }
            case Mapping mapping -> {
                Map<String, Member> members = new LinkedHashMap<>();
                mapping.members()
                        .forEach((key, member) -> members.put(
                                key,
                                new Member(
                                        member.key(), walk(member.value(), path.child(key), rules.below(key), step))));
                yield new Mapping(members, mapping.mark());
            }
        };
    }
}

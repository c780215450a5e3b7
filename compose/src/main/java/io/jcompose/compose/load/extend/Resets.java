package io.jcompose.compose.load.extend;

import io.jcompose.compose.load.tree.Node;
import io.jcompose.compose.load.tree.Node.Mapping;
import io.jcompose.compose.load.tree.Node.Member;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Drops from a tree what a later document marked with {@code !reset} or {@code !override}. */
public final class Resets {
    private Resets() {}

    /** @param paths rows of keys; a star stands for any key */
    public static Mapping apply(Mapping tree, List<List<String>> paths) {
        Mapping result = tree;
        for (List<String> path : paths) {
            if (!path.isEmpty()) {
                result = drop(result, path);
            }
        }
        return result;
    }

    private static Mapping drop(Mapping tree, List<String> path) {
        String key = path.getFirst();
        if (!key.equals("*") && !tree.has(key)) {
            return tree;
        }
        Map<String, Member> members = new LinkedHashMap<>();
        tree.members().forEach((name, member) -> {
            boolean hit = key.equals("*") || key.equals(name);
            if (!hit) {
                members.put(name, member);
            } else if (path.size() > 1) {
                Node value = member.value() instanceof Mapping inner
                        ? drop(inner, path.subList(1, path.size()))
                        : member.value();
                members.put(name, new Member(member.key(), value));
            }
        });
        return new Mapping(members, tree.mark());
    }
}

package io.jcompose.compose.load.merge;

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
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The stage that lays one tree over another. */
public final class Merge {
    /** Hears what was replaced by what. */
    public interface Listener {
        void replaced(TreePath path, Node before, Node after);
    }

    private final Consumer<Complaint> complaints;
    private final Listener listener;

    public Merge(Consumer<Complaint> complaints, Listener listener) {
        this.complaints = complaints;
        this.listener = listener;
    }

    /** A whole file over a whole file. */
    public Mapping files(Mapping base, Mapping over) {
        return mappings(base, over, TreePath.ROOT, MergeRule.TABLE);
    }

    /** A service over the one that it extends. */
    public Mapping services(Mapping base, Mapping over, String name) {
        return mappings(base, over, TreePath.of("services", name), MergeRule.TABLE.at("services", "*"));
    }

    private Mapping mappings(Mapping base, Mapping over, TreePath path, @Nullable Rules<MergeRule> rules) {
        Map<String, Member> members = new LinkedHashMap<>(base.members());
        over.members().forEach((key, member) -> {
            Member old = members.get(key);
            if (old == null) {
                members.put(key, member);
                return;
            }
            Node merged = merge(old.value(), member.value(), path.child(key), rules == null ? null : rules.below(key));
            members.put(key, new Member(member.key(), merged));
        });
        return new Mapping(members, over.mark());
    }

    private Node merge(Node base, Node over, TreePath path, @Nullable Rules<MergeRule> rules) {
        if (rules != null && rules.rule().isPresent()) {
            return special(rules.rule().get(), base, over, path, rules);
        }
        if (over instanceof Scalar scalar && scalar.isNull()) {
            return base;
        }
        return switch (base) {
            case Mapping mapping when over instanceof Mapping other -> mappings(mapping, other, path, rules);
            case Sequence sequence
            when over instanceof Sequence other -> concat(sequence.items(), other.items(), other.mark());
            case Scalar _ -> replace(base, over, path);
            case Mapping _, Sequence _ -> conflict(base, over, path);
        };
    }

    private Node replace(Node base, Node over, TreePath path) {
        listener.replaced(path, base, over);
        return over;
    }

    private Node conflict(Node base, Node over, TreePath path) {
        complaints.accept(Complaint.of(
                over.mark(),
                path.toString(),
                "cannot override: this is " + over.kind() + ", at " + base.mark() + " it is " + base.kind()));
        return base;
    }

    private Node special(MergeRule rule, Node base, Node over, TreePath path, Rules<MergeRule> rules) {
        return switch (rule) {
            case REPLACE -> replace(base, over, path);
            case TO_LIST -> concat(list(base), list(over), over.mark());
            case HOSTS -> {
                List<Node> items = new ArrayList<>(list(base));
                List<@Nullable Object> known =
                        items.stream().<@Nullable Object>map(Node::plain).toList();
                list(over).stream()
                        .filter(item -> !known.contains(item.plain()))
                        .forEach(items::add);
                yield new Sequence(items, over.mark());
            }
            case TO_MAPPING -> byName(base, over, path, rules, false);
            case DEPENDENCIES -> byName(base, over, path, rules, true);
            case BUILD -> bothMappings(build(base), build(over), base, over, path, rules);
            case LOGGING -> logging(base, over, path, rules);
            case POOLS -> pools(base, over, path);
        };
    }

    private Node byName(Node base, Node over, TreePath path, Rules<MergeRule> rules, boolean dependencies) {
        return bothMappings(named(base, dependencies), named(over, dependencies), base, over, path, rules);
    }

    /** Where one side is of no use (null, or of the wrong kind) the other one stands; the structure check says what is wrong with it. */
    private Node bothMappings(
            @Nullable Mapping left,
            @Nullable Mapping right,
            Node base,
            Node over,
            TreePath path,
            Rules<MergeRule> rules) {
        if (left == null) {
            return right == null ? over : right;
        }
        if (right == null) {
            return over instanceof Scalar scalar && scalar.isNull() ? left : conflict(base, over, path);
        }
        return mappings(left, right, path, rules);
    }

    private static @Nullable Mapping build(Node node) {
        return switch (node) {
            case Mapping mapping -> mapping;
            case Scalar scalar
            when scalar.value() instanceof String ->
                new Mapping(Map.of("context", new Member(scalar.mark(), scalar)), scalar.mark());
            case Scalar _, Sequence _ -> null;
        };
    }

    private static @Nullable Mapping named(Node node, boolean dependencies) {
        return switch (node) {
            case Mapping mapping -> mapping;
            case Sequence sequence -> {
                Map<String, Member> members = new LinkedHashMap<>();
                for (Node item : sequence.items()) {
                    if (item instanceof Scalar name) {
                        Node value = dependencies ? dependency(name.mark()) : new Scalar(null, name.mark());
                        members.put(name.text(), new Member(name.mark(), value));
                    }
                }
                yield new Mapping(members, sequence.mark());
            }
            case Scalar _ -> null;
        };
    }

    private static Mapping dependency(SourceMark mark) {
        return Mapping.empty(mark)
                .with("condition", Scalar.of("service_started", mark))
                .with("required", Scalar.of(true, mark));
    }

    private Node logging(Node base, Node over, TreePath path, Rules<MergeRule> rules) {
        if (!(base instanceof Mapping left) || !(over instanceof Mapping right)) {
            return over instanceof Scalar scalar && scalar.isNull() ? base : over;
        }
        Node one = left.get("driver");
        Node other = right.get("driver");
        boolean same = one == null || other == null || java.util.Objects.equals(one.plain(), other.plain());
        return same ? mappings(left, right, path, rules) : replace(left, right, path);
    }

    private Node pools(Node base, Node over, TreePath path) {
        if (!(base instanceof Sequence left) || !(over instanceof Sequence right)) {
            return over instanceof Scalar scalar && scalar.isNull() ? base : conflict(base, over, path);
        }
        List<Node> pools = new ArrayList<>();
        for (Node pool : right.items()) {
            Node before = left.items().stream()
                    .filter(each -> subnet(each).equals(subnet(pool)))
                    .findFirst()
                    .orElse(null);
            pools.add(before instanceof Mapping a && pool instanceof Mapping b ? mappings(a, b, path, null) : pool);
        }
        return new Sequence(pools, right.mark());
    }

    private static String subnet(Node pool) {
        return pool instanceof Mapping mapping && mapping.get("subnet") instanceof Scalar subnet ? subnet.text() : "";
    }

    private static Sequence concat(List<Node> first, List<Node> second, SourceMark mark) {
        List<Node> items = new ArrayList<>(first);
        items.addAll(second);
        return new Sequence(items, mark);
    }

    /** A mapping as a sorted list of NAME=VALUE, a text as a list of one. */
    private static List<Node> list(Node node) {
        return switch (node) {
            case Sequence sequence -> sequence.items();
            case Scalar scalar -> scalar.isNull() ? List.of() : List.of(scalar);
            case Mapping mapping -> {
                List<Scalar> out = new ArrayList<>();
                mapping.members().forEach((key, member) -> pairs(key, member, out));
                out.sort(Comparator.comparing(Scalar::text));
                yield List.copyOf(out);
            }
        };
    }

    private static void pairs(String key, Member member, List<Scalar> out) {
        switch (member.value()) {
            case Scalar scalar -> out.add(Scalar.of(scalar.isNull() ? key : key + "=" + scalar.text(), scalar.mark()));
            case Sequence sequence -> {
                for (Node item : sequence.items()) {
                    out.add(Scalar.of(
                            key + "=" + (item instanceof Scalar s ? s.text() : String.valueOf(item.plain())),
                            item.mark()));
                }
            }
            case Mapping mapping -> out.add(Scalar.of(key + "=" + mapping.plain(), mapping.mark()));
        }
    }
}

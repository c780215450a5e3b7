package io.jcompose.compose.load.check;

import io.jcompose.compose.complaint.Complaint;
import io.jcompose.compose.load.check.Shape.Attributes;
import io.jcompose.compose.load.check.Shape.Either;
import io.jcompose.compose.load.check.Shape.Free;
import io.jcompose.compose.load.check.Shape.Items;
import io.jcompose.compose.load.check.Shape.Kind;
import io.jcompose.compose.load.check.Shape.Leaf;
import io.jcompose.compose.load.check.Shape.Named;
import io.jcompose.compose.load.tree.Node;
import io.jcompose.compose.load.tree.Node.Mapping;
import io.jcompose.compose.load.tree.Node.Member;
import io.jcompose.compose.load.tree.Node.Scalar;
import io.jcompose.compose.load.tree.Node.Sequence;
import io.jcompose.compose.load.tree.TreePath;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Checks a tree against {@link Structure}; every place that does not fit gives one complaint. */
public final class StructureCheck {
    /** A word that a pattern names. */
    private static final Pattern WORD = Pattern.compile("[a-z_]{3,}");

    private final Consumer<Complaint> complaints;

    public StructureCheck(Consumer<Complaint> complaints) {
        this.complaints = complaints;
    }

    public void check(Mapping root) {
        check(root, Structure.FILE, TreePath.ROOT);
    }

    private void check(Node node, Shape shape, TreePath path) {
        switch (shape) {
            case Free _ -> {}
            case Leaf leaf -> leaf(node, leaf, path);
            case Items items -> items(node, items, path);
            case Named named -> named(node, named, path);
            case Attributes attributes -> attributes(node, attributes, path);
            case Either either -> either(node, either, path);
        }
    }

    private void either(Node node, Either either, TreePath path) {
        for (Shape choice : either.choices()) {
            if (accepts(choice, node)) {
                check(node, choice, path);
                return;
            }
        }
        String wanted =
                either.choices().stream().map(StructureCheck::words).distinct().collect(Collectors.joining(" or "));
        complain(node, path, "must be " + wanted + ", this is " + node.kind());
    }

    private static boolean accepts(Shape shape, Node node) {
        return switch (shape) {
            case Free _ -> true;
            case Items _ -> node instanceof Sequence;
            case Named _, Attributes _ -> node instanceof Mapping;
            case Leaf leaf -> node instanceof Scalar scalar && kindFits(scalar, leaf);
            case Either either -> either.choices().stream().anyMatch(choice -> accepts(choice, node));
        };
    }

    private static boolean kindFits(Scalar scalar, Leaf leaf) {
        return leaf.kinds().stream().anyMatch(kind -> switch (kind) {
            case STRING -> scalar.value() instanceof String;
            case NUMBER -> scalar.value() instanceof Number;
            case INTEGER ->
                scalar.value() instanceof Long
                        || scalar.value() instanceof BigInteger
                        || (scalar.value() instanceof Double d && d == Math.rint(d) && !Double.isInfinite(d));
            case BOOLEAN -> scalar.value() instanceof Boolean;
            case NULL -> scalar.isNull();
        });
    }

    private static String words(Shape shape) {
        return switch (shape) {
            case Free _ -> "anything";
            case Items _ -> "a list";
            case Named _, Attributes _ -> "a mapping";
            case Leaf leaf -> leaf.kinds().stream().map(Kind::words).collect(Collectors.joining(" or "));
            case Either either ->
                either.choices().stream().map(StructureCheck::words).collect(Collectors.joining(" or "));
        };
    }

    private void leaf(Node node, Leaf leaf, TreePath path) {
        if (!(node instanceof Scalar scalar) || !kindFits(scalar, leaf)) {
            Complaint complaint =
                    Complaint.of(node.mark(), path.toString(), "must be " + words(leaf) + ", this is " + node.kind());
            complaints.accept(quotes(node, leaf).map(complaint::withSuggestion).orElse(complaint));
            return;
        }
        if (!leaf.allowed().isEmpty() && !leaf.allowed().contains(scalar.text())) {
            Complaint complaint = Complaint.of(
                    node.mark(),
                    path.toString(),
                    "\"" + scalar.text() + "\" is not one of "
                            + leaf.allowed().stream().map(v -> "\"" + v + "\"").collect(Collectors.joining(", ")));
            complaints.accept(Nearest.to(scalar.text(), leaf.allowed())
                    .map(near -> complaint.withSuggestion("did you mean \"" + near + "\"?"))
                    .orElse(complaint));
        }
        if (scalar.value() instanceof Number number) {
            boolean low =
                    leaf.min().isPresent() && number.longValue() < leaf.min().get();
            boolean high =
                    leaf.max().isPresent() && number.longValue() > leaf.max().get();
            if (low || high) {
                complain(
                        node,
                        path,
                        low
                                ? "must be at least " + leaf.min().get()
                                : "must be at most " + leaf.max().get());
            }
        }
        if (scalar.value() instanceof String text
                && leaf.pattern().isPresent()
                && !leaf.pattern().get().matcher(text).matches()) {
            Complaint complaint =
                    Complaint.of(node.mark(), path.toString(), "\"" + text + "\" is not a valid value here");
            List<String> words = WORD.matcher(leaf.pattern().get().pattern())
                    .results()
                    .map(MatchResult::group)
                    .toList();
            complaints.accept(Nearest.to(text, words)
                    .map(near -> complaint.withSuggestion("did you mean \"" + near + "\"?"))
                    .orElse(complaint));
        }
    }

    /** A number or boolean where text is wanted is most often a missing pair of quotes. */
    private static Optional<String> quotes(Node node, Leaf leaf) {
        boolean textWanted = leaf.kinds().contains(Kind.STRING);
        return textWanted && node instanceof Scalar scalar && !scalar.isNull()
                ? Optional.of("put it in quotes: \"" + scalar.text() + "\"")
                : Optional.empty();
    }

    private void items(Node node, Items shape, TreePath path) {
        if (!(node instanceof Sequence sequence)) {
            complain(node, path, "must be a list, this is " + node.kind());
            return;
        }
        Map<@Nullable Object, Integer> seen = new HashMap<>();
        for (int i = 0; i < sequence.items().size(); i++) {
            Node item = sequence.items().get(i);
            check(item, shape.item(), path.item(i));
            if (shape.unique()) {
                Integer earlier = seen.putIfAbsent(item.plain(), i);
                if (earlier != null) {
                    complain(
                            item,
                            path.item(i),
                            "the same as " + path.item(earlier) + ", each entry can stand only once");
                }
            }
        }
    }

    private void named(Node node, Named shape, TreePath path) {
        if (!(node instanceof Mapping mapping)) {
            complain(node, path, "must be a mapping, this is " + node.kind());
            return;
        }
        mapping.members().forEach((name, member) -> {
            if (shape.names().isPresent() && !shape.names().get().matcher(name).matches()) {
                complaints.accept(
                        Complaint.of(member.key(), path.child(name).toString(), "\"" + name + "\" is not a valid name")
                                .withSuggestion("use letters, digits, '.', '_' and '-'"));
            } else {
                check(member.value(), shape.value(), path.child(name));
            }
        });
    }

    private void attributes(Node node, Attributes shape, TreePath path) {
        if (!(node instanceof Mapping mapping)) {
            complain(node, path, "must be a mapping, this is " + node.kind());
            return;
        }
        mapping.members().forEach((key, member) -> {
            Shape inner = shape.attributes().get(key);
            if (inner != null) {
                check(member.value(), inner, path.child(key));
            } else if (!shape.takes(key)) {
                unknown(key, member, shape, path);
            }
        });
        for (String required : shape.required()) {
            if (!mapping.has(required)) {
                complain(node, path, "\"" + required + "\" is missing");
            }
        }
    }

    private void unknown(String key, Member member, Attributes shape, TreePath path) {
        Complaint complaint =
                Complaint.of(member.key(), path.child(key).toString(), "unknown attribute \"" + key + "\"");
        complaints.accept(
                remedy(key, member, shape, path).map(complaint::withSuggestion).orElse(complaint));
    }

    private static Optional<String> remedy(String key, Member member, Attributes shape, TreePath path) {
        Optional<String> near = Nearest.to(key, shape.attributes().keySet());
        if (near.isPresent()) {
            return Optional.of("did you mean \"" + near.get() + "\"?");
        }
        if (path == TreePath.ROOT
                && member.value() instanceof Mapping mapping
                && (mapping.has("image") || mapping.has("build"))) {
            return Optional.of("services stand below \"services:\"");
        }
        List<String> known = shape.attributes().keySet().stream().sorted().toList();
        return known.size() <= 8 ? Optional.of("known here: " + String.join(", ", known)) : Optional.empty();
    }

    private void complain(Node node, TreePath path, String message) {
        complaints.accept(Complaint.of(node.mark(), path.toString(), message));
    }
}

package io.jcompose.compose.load.typed;

import io.jcompose.compose.complaint.Complaint;
import io.jcompose.compose.load.check.Shape;
import io.jcompose.compose.load.check.Shape.Attributes;
import io.jcompose.compose.load.check.Shape.Either;
import io.jcompose.compose.load.check.Shape.Items;
import io.jcompose.compose.load.check.Shape.Named;
import io.jcompose.compose.load.check.Structure;
import io.jcompose.compose.load.tree.Node;
import io.jcompose.compose.load.tree.Node.Mapping;
import io.jcompose.compose.load.tree.Node.Member;
import io.jcompose.compose.load.tree.Node.Scalar;
import io.jcompose.compose.load.tree.Node.Sequence;
import io.jcompose.compose.load.tree.Rules;
import io.jcompose.compose.load.tree.TreePath;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The stage that gives every value its type and leaves out what says nothing (empty texts, zeros, false, empty lists), so that equal projects
 * are equal trees. Attributes come in the order of {@link Structure}, names that the user chose are sorted.
 */
public final class TypedTree {
    /** Attributes whose zero or empty value is not the same as their absence. */
    private static final Set<String> KEPT = Set.of(
            "attach",
            "init",
            "scale",
            "replicas",
            "interval",
            "timeout",
            "retries",
            "start_period",
            "start_interval",
            "stop_grace_period",
            "parallelism",
            "max_attempts",
            "window",
            "enable_ipv4",
            "enable_ipv6",
            "required",
            "command",
            "entrypoint",
            "path",
            "rate",
            "weight",
            "kind",
            "value",
            "soft",
            "hard");

    private final Consumer<Complaint> complaints;
    private final Conversion conversion;

    public TypedTree(Consumer<Complaint> complaints, Consumer<Complaint> warnings) {
        this.complaints = complaints;
        this.conversion = new Conversion((mark, text) -> warnings.accept(Complaint.of(mark, "", text)));
    }

    public Mapping apply(Mapping root) {
        return (Mapping) walk(root, Structure.FILE, TreePath.ROOT, Form.TABLE);
    }

    private Node walk(Node given, @Nullable Shape shape, TreePath path, @Nullable Rules<Form> forms) {
        Node node = given;
        if (forms != null && forms.rule().isPresent()) {
            try {
                node = conversion.convert(given, forms.rule().get());
            } catch (ValueException e) {
                complaints.accept(Complaint.of(given.mark(), path.toString(), String.valueOf(e.getMessage())));
                return given;
            }
        }
        return switch (node) {
            case Scalar scalar -> scalar;
            case Sequence sequence -> {
                Shape item = itemShape(shape);
                List<Node> items = new ArrayList<>(sequence.items().size());
                int position = 0;
                for (Node each : sequence.items()) {
                    items.add(walk(each, item, path.item(position++), forms == null ? null : forms.belowItem()));
                }
                yield new Sequence(items, sequence.mark());
            }
            case Mapping mapping -> {
                Attributes attributes = attributesOf(shape);
                yield attributes != null
                        ? record(mapping, attributes, path, forms)
                        : named(mapping, namedShape(shape), path, forms);
            }
        };
    }

    private Mapping named(Mapping mapping, @Nullable Shape value, TreePath path, @Nullable Rules<Form> forms) {
        Map<String, Member> out = new TreeMap<>();
        boolean resources = path.last().equals("networks") || path.last().equals("volumes");
        boolean topLevel = resources && path.segments().size() == 1;
        mapping.members().forEach((key, member) -> {
            boolean nothing = topLevel && member.value() instanceof Scalar scalar && scalar.isNull();
            Node given = nothing ? Mapping.empty(member.key()) : member.value();
            Node walked = walk(given, value, path.child(key), forms == null ? null : forms.below(key));
            out.put(key, new Member(member.key(), walked));
        });
        return new Mapping(out, mapping.mark());
    }

    private Mapping record(Mapping mapping, Attributes shape, TreePath path, @Nullable Rules<Form> forms) {
        Map<String, Member> out = new LinkedHashMap<>();
        shape.attributes().forEach((key, inner) -> {
            Member member = mapping.members().get(key);
            if (member == null) {
                return;
            }
            Rules<Form> below = forms == null ? null : forms.below(key);
            Form form = below == null ? null : below.rule().orElse(null);
            Node value = walk(member.value(), inner, path.child(key), below);
            if (says(key, value, inner, path, form)) {
                out.put(key, new Member(member.key(), value));
            }
        });
        Map<String, Member> extensions = new TreeMap<>();
        mapping.members().forEach((key, member) -> {
            if (!shape.attributes().containsKey(key)) {
                extensions.put(key, member);
            }
        });
        out.putAll(extensions);
        return new Mapping(out, mapping.mark());
    }

    private static boolean says(String key, Node value, Shape shape, TreePath path, @Nullable Form form) {
        return switch (value) {
            case Mapping mapping ->
                attributesOf(shape) != null || !mapping.members().isEmpty() || path == TreePath.ROOT;
            case Sequence sequence -> !sequence.items().isEmpty() || KEPT.contains(key);
            case Scalar scalar -> !scalar.isNull() && (isKept(key, path, form) || !isZero(scalar, form));
        };
    }

    /** Some names mean different things in different places: delay counts in restart_policy only, a weight per device only. */
    private static boolean isKept(String key, TreePath path, @Nullable Form form) {
        if (key.equals("mode")) {
            return form == Form.MODE;
        }
        if (key.equals("delay")) {
            return path.last().equals("restart_policy");
        }
        if (key.equals("path") || key.equals("weight")) {
            return path.last().startsWith("[");
        }
        return KEPT.contains(key);
    }

    private static boolean isZero(Scalar scalar, @Nullable Form form) {
        return switch (scalar.value()) {
            case null -> true;
            case String text ->
                text.isEmpty()
                        || (form == Form.DURATION && text.equals("0s"))
                        || (form == Form.BYTES && text.equals("0"));
            case Boolean flag -> !flag;
            case Long number -> number == 0;
            case BigDecimal number -> number.signum() == 0;
            case Double number -> number == 0;
            default -> false;
        };
    }

    private static @Nullable Attributes attributesOf(@Nullable Shape shape) {
        return switch (shape) {
            case Attributes attributes -> attributes;
            case Either either ->
                either.choices().stream()
                        .filter(Attributes.class::isInstance)
                        .map(Attributes.class::cast)
                        .findFirst()
                        .orElse(null);
            case null, default -> null;
        };
    }

    private static @Nullable Shape namedShape(@Nullable Shape shape) {
        return switch (shape) {
            case Named named -> named.value();
            case Either either ->
                either.choices().stream()
                        .filter(Named.class::isInstance)
                        .map(choice -> ((Named) choice).value())
                        .findFirst()
                        .orElse(null);
            case null, default -> null;
        };
    }

    private static @Nullable Shape itemShape(@Nullable Shape shape) {
        return switch (shape) {
            case Items items -> items.item();
            case Either either ->
                either.choices().stream()
                        .filter(Items.class::isInstance)
                        .map(choice -> ((Items) choice).item())
                        .findFirst()
                        .orElse(null);
            case null, default -> null;
        };
    }
}

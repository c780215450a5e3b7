package io.jcompose.compose.load.canonical;

import io.jcompose.compose.complaint.Complaint;
import io.jcompose.compose.load.tree.Node;
import io.jcompose.compose.load.tree.Node.Mapping;
import io.jcompose.compose.load.tree.Node.Member;
import io.jcompose.compose.load.tree.Node.Scalar;
import io.jcompose.compose.load.tree.Node.Sequence;
import io.jcompose.compose.load.tree.Rewrite;
import io.jcompose.compose.load.tree.Rules;
import io.jcompose.compose.load.tree.TreePath;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;

/** The stage that writes every short syntax out. */
public final class Canonical {
    private enum Form {
        TEXT_TO_LIST,
        VALUE_TO_TEXT,
        NAME_VALUES,
        LIST_TO_MAPPING,
        DEPENDENCIES,
        ENV_FILES,
        GPUS,
        VOLUME,
        DEVICE,
        FILE_MOUNT,
        PORTS,
        BUILD,
        SSH,
        RESOURCE,
        DNS
    }

    private static final Rules<Form> TABLE = table();

    private final boolean lenient;
    private final Consumer<Complaint> complaints;
    private final Consumer<Complaint> warnings;

    /** @param lenient leave what can't be read as it is, because variables were not replaced */
    public Canonical(boolean lenient, Consumer<Complaint> complaints, Consumer<Complaint> warnings) {
        this.lenient = lenient;
        this.complaints = complaints;
        this.warnings = warnings;
    }

    private static Rules<Form> table() {
        Map<String, Form> rules = new LinkedHashMap<>();
        rules.put("services.*.build", Form.BUILD);
        rules.put("services.*.build.secrets.*", Form.FILE_MOUNT);
        rules.put("services.*.build.provenance", Form.VALUE_TO_TEXT);
        rules.put("services.*.build.sbom", Form.VALUE_TO_TEXT);
        rules.put("services.*.build.additional_contexts", Form.NAME_VALUES);
        rules.put("services.*.build.ssh", Form.SSH);
        rules.put("services.*.depends_on", Form.DEPENDENCIES);
        rules.put("services.*.env_file", Form.ENV_FILES);
        rules.put("services.*.label_file", Form.TEXT_TO_LIST);
        rules.put("services.*.gpus", Form.GPUS);
        rules.put("services.*.networks", Form.LIST_TO_MAPPING);
        rules.put("services.*.models", Form.LIST_TO_MAPPING);
        rules.put("services.*.volumes.*", Form.VOLUME);
        rules.put("services.*.dns", Form.DNS);
        rules.put("services.*.devices.*", Form.DEVICE);
        rules.put("services.*.secrets.*", Form.FILE_MOUNT);
        rules.put("services.*.configs.*", Form.FILE_MOUNT);
        rules.put("services.*.ports", Form.PORTS);
        rules.put("services.*.develop.watch.*.ignore", Form.TEXT_TO_LIST);
        rules.put("services.*.develop.watch.*.include", Form.TEXT_TO_LIST);
        rules.put("volumes.*", Form.RESOURCE);
        rules.put("networks.*", Form.RESOURCE);
        rules.put("secrets.*", Form.RESOURCE);
        rules.put("configs.*", Form.RESOURCE);
        return Rules.of(rules);
    }

    public Mapping apply(Mapping root) {
        return (Mapping) Rewrite.with(root, TABLE, (node, path, form) -> form(form, node, path));
    }

    private Node form(Form form, Node node, TreePath path) {
        try {
            return switch (form) {
                case TEXT_TO_LIST -> node instanceof Scalar scalar && !scalar.isNull() ? listOf(scalar) : node;
                case DNS -> dns(node);
                case VALUE_TO_TEXT -> node instanceof Scalar scalar ? Scalar.of(scalar.text(), scalar.mark()) : node;
                case BUILD ->
                    node instanceof Scalar scalar && !scalar.isNull()
                            ? Mapping.empty(scalar.mark()).with("context", scalar)
                            : node;
                case FILE_MOUNT ->
                    node instanceof Scalar scalar && !scalar.isNull()
                            ? Mapping.empty(scalar.mark()).with("source", scalar)
                            : node;
                case NAME_VALUES -> nameValues(node);
                case LIST_TO_MAPPING -> node instanceof Sequence sequence ? namesOf(sequence) : node;
                case DEPENDENCIES -> dependencies(node);
                case ENV_FILES -> envFiles(node);
                case GPUS -> gpus(node);
                case VOLUME -> node instanceof Scalar scalar ? VolumeSyntax.parse(scalar.text(), scalar.mark()) : node;
                case DEVICE -> node instanceof Scalar scalar ? device(scalar) : node;
                case PORTS -> node instanceof Sequence sequence ? ports(sequence, path) : node;
                case SSH -> node instanceof Sequence sequence ? ssh(sequence) : node;
                case RESOURCE -> node instanceof Mapping mapping ? resource(mapping, path) : node;
            };
        } catch (SyntaxException e) {
            if (!lenient) {
                complaints.accept(Complaint.of(node.mark(), path.toString(), String.valueOf(e.getMessage())));
            }
            return node;
        }
    }

    private static Sequence listOf(Scalar scalar) {
        return new Sequence(List.of(scalar), scalar.mark());
    }

    private static Node dns(Node node) {
        if (node instanceof Scalar scalar) {
            if (scalar.isNull()) {
                return node;
            }
            return scalar.text().isEmpty() ? new Sequence(List.of(), scalar.mark()) : listOf(scalar);
        }
        if (node instanceof Sequence sequence) {
            List<Node> filled = sequence.items().stream()
                    .filter(item ->
                            !(item instanceof Scalar scalar && scalar.text().isEmpty()))
                    .toList();
            return new Sequence(filled, sequence.mark());
        }
        return node;
    }

    private Node nameValues(Node node) throws SyntaxException {
        if (!(node instanceof Sequence sequence)) {
            return node;
        }
        Map<String, Member> members = new LinkedHashMap<>();
        for (Node item : sequence.items()) {
            String text = item instanceof Scalar scalar ? scalar.text() : "";
            int equals = text.indexOf('=');
            if (equals < 0) {
                throw new SyntaxException("invalid value \"" + text + "\", expected NAME=VALUE");
            }
            members.put(
                    text.substring(0, equals),
                    new Member(item.mark(), Scalar.of(text.substring(equals + 1), item.mark())));
        }
        return new Mapping(members, sequence.mark());
    }

    private static Mapping namesOf(Sequence sequence) {
        Map<String, Member> members = new LinkedHashMap<>();
        for (Node item : sequence.items()) {
            if (item instanceof Scalar name) {
                members.put(name.text(), new Member(name.mark(), new Scalar(null, name.mark())));
            }
        }
        return new Mapping(members, sequence.mark());
    }

    private static Node dependencies(Node node) {
        Node named = node instanceof Sequence sequence ? namesOf(sequence) : node;
        if (!(named instanceof Mapping mapping)) {
            return node;
        }
        Map<String, Member> members = new LinkedHashMap<>();
        mapping.members().forEach((name, member) -> {
            Mapping value = member.value() instanceof Mapping given
                    ? given
                    : Mapping.empty(member.value().mark());
            if (!value.has("condition")) {
                value = value.with("condition", Scalar.of("service_started", value.mark()));
            }
            if (!value.has("required")) {
                value = value.with("required", Scalar.of(true, value.mark()));
            }
            members.put(name, new Member(member.key(), value));
        });
        return new Mapping(members, mapping.mark());
    }

    private static Node envFiles(Node node) {
        List<Node> entries = node instanceof Sequence sequence ? sequence.items() : List.of(node);
        List<Node> out = new ArrayList<>();
        for (Node entry : entries) {
            Mapping file = switch (entry) {
                case Mapping mapping -> mapping;
                case Scalar scalar -> Mapping.empty(scalar.mark()).with("path", scalar);
                case Sequence sequence -> Mapping.empty(sequence.mark());
            };
            out.add(file.has("required") ? file : file.with("required", Scalar.of(true, file.mark())));
        }
        return new Sequence(out, node.mark());
    }

    private static Node gpus(Node node) {
        if (!(node instanceof Scalar scalar)) {
            return node;
        }
        return new Sequence(
                List.of(Mapping.empty(scalar.mark()).with("count", Scalar.of("all", scalar.mark()))), scalar.mark());
    }

    private static Node device(Scalar scalar) throws SyntaxException {
        String[] parts = scalar.text().split(":", -1);
        if (parts.length > 3) {
            throw new SyntaxException("confusing device mapping \"" + scalar.text() + "\", use the long syntax");
        }
        String target = parts.length > 1 && !parts[1].isEmpty() ? parts[1] : parts[0];
        return Mapping.empty(scalar.mark())
                .with("source", Scalar.of(parts[0], scalar.mark()))
                .with("target", Scalar.of(target, scalar.mark()))
                .with("permissions", Scalar.of(parts.length > 2 ? parts[2] : "rwm", scalar.mark()));
    }

    private Node ports(Sequence sequence, TreePath path) throws SyntaxException {
        List<Node> out = new ArrayList<>();
        int position = 0;
        for (Node item : sequence.items()) {
            TreePath here = path.item(position++);
            if (!(item instanceof Scalar scalar)) {
                out.add(item);
                continue;
            }
            try {
                out.addAll(port(scalar));
            } catch (SyntaxException e) {
                if (lenient) {
                    return sequence;
                }
                complaints.accept(Complaint.of(scalar.mark(), here.toString(), String.valueOf(e.getMessage())));
                out.add(scalar);
            }
        }
        return new Sequence(out, sequence.mark());
    }

    /** A number with a leading zero is none of YAML's whole numbers either. */
    private static List<Node> port(Scalar scalar) throws SyntaxException {
        if (scalar.value() instanceof Double) {
            throw new SyntaxException("a port must be a whole number or text, this is the number " + scalar.text());
        }
        return PortSyntax.parse(scalar.text(), scalar.mark());
    }

    private static Node ssh(Sequence sequence) throws SyntaxException {
        Map<String, Member> members = new LinkedHashMap<>();
        for (Node item : sequence.items()) {
            String text = item instanceof Scalar scalar ? scalar.text() : "";
            int equals = text.indexOf('=');
            if (equals < 0 && !text.equals("default")) {
                throw new SyntaxException("invalid ssh key \"" + text + "\", expected \"default\" or ID=PATH");
            }
            Node value =
                    equals < 0 ? new Scalar(null, item.mark()) : Scalar.of(text.substring(equals + 1), item.mark());
            members.put(equals < 0 ? text : text.substring(0, equals), new Member(item.mark(), value));
        }
        return new Mapping(members, sequence.mark());
    }

    /** {@code external: {name: X}} is the old way to write {@code external: true} and {@code name: X}. */
    private Node resource(Mapping resource, TreePath path) {
        if (!(resource.get("external") instanceof Mapping external)) {
            return resource;
        }
        Mapping changed = resource.with("external", Scalar.of(true, external.mark()));
        Node inner = external.get("name");
        if (inner == null) {
            return changed;
        }
        Node outer = resource.get("name");
        warnings.accept(Complaint.of(
                external.mark(), path.toString(), "external.name is deprecated. Please set name and external: true"));
        if (outer == null) {
            return changed.with("name", inner);
        }
        if (!Objects.equals(outer.plain(), inner.plain())) {
            complaints.accept(
                    Complaint.of(inner.mark(), path.toString(), "name and external.name conflict; only use name"));
        }
        return changed;
    }
}

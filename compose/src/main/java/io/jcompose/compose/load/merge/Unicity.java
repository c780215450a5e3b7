package io.jcompose.compose.load.merge;

import io.jcompose.compose.complaint.Complaint;
import io.jcompose.compose.load.canonical.VolumeSyntax;
import io.jcompose.compose.load.tree.Node;
import io.jcompose.compose.load.tree.Node.Mapping;
import io.jcompose.compose.load.tree.Node.Scalar;
import io.jcompose.compose.load.tree.Node.Sequence;
import io.jcompose.compose.load.tree.Rewrite;
import io.jcompose.compose.load.tree.Rules;
import io.jcompose.compose.load.tree.TreePath;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The stage that keeps one entry of those with the same key in a list: the last one, at the place of the first. */
public final class Unicity {
    private enum KeyRule {
        NAME,
        VOLUME_TARGET,
        DEVICE_TARGET,
        CONFIG_TARGET,
        SECRET_TARGET,
        EXPOSED,
        PORT,
        PATH
    }

    private static final Rules<KeyRule> TABLE = table();

    private final Consumer<Complaint> complaints;

    public Unicity(Consumer<Complaint> complaints) {
        this.complaints = complaints;
    }

    private static Rules<KeyRule> table() {
        Map<String, KeyRule> rules = new LinkedHashMap<>();
        rules.put("networks.*.labels", KeyRule.NAME);
        rules.put("networks.*.ipam.options", KeyRule.NAME);
        for (String attribute : new String[] {
            "annotations",
            "build.args",
            "build.additional_contexts",
            "build.tags",
            "build.platform",
            "build.labels",
            "cap_add",
            "cap_drop",
            "deploy.labels",
            "dns",
            "dns_opt",
            "dns_search",
            "environment",
            "labels",
            "links",
            "networks.*.aliases",
            "networks.*.link_local_ips",
            "profiles",
            "sysctls",
            "tmpfs"
        }) {
            rules.put("services.*." + attribute, KeyRule.NAME);
        }
        rules.put("services.*.volumes", KeyRule.VOLUME_TARGET);
        rules.put("services.*.devices", KeyRule.DEVICE_TARGET);
        rules.put("services.*.configs", KeyRule.CONFIG_TARGET);
        rules.put("services.*.secrets", KeyRule.SECRET_TARGET);
        rules.put("services.*.expose", KeyRule.EXPOSED);
        rules.put("services.*.ports", KeyRule.PORT);
        rules.put("services.*.env_file", KeyRule.PATH);
        return Rules.of(rules);
    }

    public Mapping apply(Mapping root) {
        return (Mapping) Rewrite.with(
                root,
                TABLE,
                (node, path, rule) -> node instanceof Sequence sequence ? unique(sequence, path, rule) : node);
    }

    private Node unique(Sequence sequence, TreePath path, KeyRule rule) {
        Map<String, Node> byKey = new LinkedHashMap<>();
        List<Node> unkeyed = new ArrayList<>();
        int position = 0;
        for (Node item : sequence.items()) {
            String key = key(item, path.item(position++), rule);
            if (key == null) {
                unkeyed.add(item);
            } else {
                byKey.put(key, item);
            }
        }
        List<Node> items = new ArrayList<>(byKey.values());
        items.addAll(unkeyed);
        return new Sequence(items, sequence.mark());
    }

    /** Null for what has no key because it is malformed; the structure check complains about it. */
    private @Nullable String key(Node item, TreePath path, KeyRule rule) {
        return switch (rule) {
            case NAME -> item instanceof Scalar scalar ? name(scalar.text()) : null;
            case EXPOSED -> exposed(item, path);
            case VOLUME_TARGET ->
                switch (item) {
                    case Scalar scalar -> VolumeSyntax.target(scalar.text());
                    case Mapping mapping -> target(mapping, path, "service volume");
                    case Sequence _ -> null;
                };
            case DEVICE_TARGET ->
                switch (item) {
                    case Scalar scalar -> deviceTarget(scalar.text());
                    case Mapping mapping -> target(mapping, path, "device");
                    case Sequence _ -> null;
                };
            case CONFIG_TARGET -> mounted(item, "");
            case SECRET_TARGET -> mounted(item, "/run/secrets");
            case PORT -> port(item, path);
            case PATH ->
                switch (item) {
                    case Scalar scalar -> scalar.text();
                    case Mapping mapping -> text(mapping, "path");
                    case Sequence _ -> null;
                };
        };
    }

    private @Nullable String exposed(Node item, TreePath path) {
        if (item instanceof Scalar scalar && scalar.value() instanceof Double) {
            complaints.accept(
                    Complaint.of(item.mark(), path.toString(), "a port is a whole number, this is " + scalar.text()));
        }
        return item instanceof Scalar scalar ? scalar.text() : null;
    }

    private static String name(String text) {
        int equals = text.indexOf('=');
        return equals < 0 ? text : text.substring(0, equals);
    }

    private static String deviceTarget(String text) {
        String[] parts = text.split(":", -1);
        return parts.length == 1 ? parts[0] : parts[1];
    }

    private @Nullable String target(Mapping mapping, TreePath path, String what) {
        String target = text(mapping, "target");
        if (target == null) {
            complaints.accept(Complaint.of(mapping.mark(), path.toString(), what + " is missing a mount target"));
        }
        return target;
    }

    private static @Nullable String mounted(Node item, String directory) {
        return switch (item) {
            case Scalar scalar -> directory + "/" + scalar.text();
            case Mapping mapping -> {
                String target = text(mapping, "target");
                yield target != null ? target : directory + "/" + text(mapping, "source");
            }
            case Sequence _ -> null;
        };
    }

    private @Nullable String port(Node item, TreePath path) {
        return switch (item) {
            case Scalar scalar -> scalar.text();
            case Mapping mapping -> {
                String target = text(mapping, "target");
                if (target == null) {
                    complaints.accept(Complaint.of(mapping.mark(), path.toString(), "the port is missing its target"));
                    yield null;
                }
                String host = text(mapping, "host_ip");
                String protocol = text(mapping, "protocol");
                yield (host == null ? "0.0.0.0" : host) + ":" + text(mapping, "published") + ":" + target + "/"
                        + (protocol == null ? "tcp" : protocol);
            }
            case Sequence _ -> null;
        };
    }

    private static @Nullable String text(Mapping mapping, String key) {
        return mapping.get(key) instanceof Scalar scalar && !scalar.isNull() ? scalar.text() : null;
    }
}

package io.jcompose.compose.load.check;

import io.jcompose.compose.complaint.Complaint;
import io.jcompose.compose.load.canonical.IpText;
import io.jcompose.compose.load.tree.Node;
import io.jcompose.compose.load.tree.Node.Mapping;
import io.jcompose.compose.load.tree.Node.Scalar;
import io.jcompose.compose.load.tree.Rewrite;
import io.jcompose.compose.load.tree.Rules;
import io.jcompose.compose.load.tree.TreePath;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Rules between the members of one element that {@link Structure} can't express. Works on the canonical tree. */
public final class LogicCheck {
    private enum Rule {
        VOLUME,
        CONFIG,
        SECRET,
        PORT,
        WATCHED_PATH,
        DEVICE_REQUEST
    }

    private static final Rules<Rule> TABLE = table();

    private final Consumer<Complaint> complaints;

    public LogicCheck(Consumer<Complaint> complaints) {
        this.complaints = complaints;
    }

    private static Rules<Rule> table() {
        Map<String, Rule> rules = new LinkedHashMap<>();
        rules.put("volumes.*", Rule.VOLUME);
        rules.put("configs.*", Rule.CONFIG);
        rules.put("secrets.*", Rule.SECRET);
        rules.put("services.*.ports.*", Rule.PORT);
        rules.put("services.*.develop.watch.*.path", Rule.WATCHED_PATH);
        rules.put("services.*.deploy.resources.reservations.devices.*", Rule.DEVICE_REQUEST);
        rules.put("services.*.gpus.*", Rule.DEVICE_REQUEST);
        return Rules.of(rules);
    }

    public void check(Mapping root) {
        Rewrite.with(root, TABLE, (node, path, rule) -> {
            check(node, path, rule);
            return node;
        });
    }

    private void check(Node node, TreePath path, Rule rule) {
        switch (rule) {
            case VOLUME -> external(node, path);
            case CONFIG -> source(node, path, List.of("file", "environment", "content"));
            case SECRET -> source(node, path, List.of("file", "environment"));
            case PORT -> {
                if (node instanceof Mapping port
                        && port.get("host_ip") instanceof Scalar ip
                        && !IpText.isAddress(ip.text())) {
                    complain(ip, path.child("host_ip"), "invalid ip address: " + ip.text());
                }
            }
            case WATCHED_PATH -> {
                if (node instanceof Scalar scalar && scalar.text().isEmpty()) {
                    complain(node, path, "value can't be blank");
                }
            }
            case DEVICE_REQUEST -> {
                if (node instanceof Mapping request && request.has("count") && request.has("device_ids")) {
                    complain(node, path, "\"count\" and \"device_ids\" attributes are exclusive");
                }
            }
        }
    }

    private void external(Node node, TreePath path) {
        if (!(node instanceof Mapping volume)
                || !(volume.get("external") instanceof Scalar flag)
                || !flag.text().equals("true")) {
            return;
        }
        volume.members().forEach((key, member) -> {
            if (!key.equals("name") && !key.equals("external") && !key.startsWith("x-")) {
                complaints.accept(Complaint.of(
                                member.key(),
                                path.child(key).toString(),
                                "conflicting parameters \"external\" and \"" + key + "\" specified")
                        .withSuggestion("an external volume is made elsewhere: only its name can be given"));
            }
        });
    }

    private void source(Node node, TreePath path, List<String> keys) {
        if (!(node instanceof Mapping object)) {
            return;
        }
        long given = keys.stream().filter(object::has).count();
        if (given > 1) {
            complain(node, path, String.join("|", keys) + " attributes are mutually exclusive");
        } else if (given == 0 && !object.has("driver") && !object.has("external")) {
            complain(node, path, "one of " + String.join("|", keys) + " must be set");
        }
    }

    private void complain(Node node, TreePath path, String message) {
        complaints.accept(Complaint.of(node.mark(), path.toString(), message));
    }
}

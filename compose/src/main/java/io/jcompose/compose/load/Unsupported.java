package io.jcompose.compose.load;

import io.jcompose.compose.complaint.Complaint;
import io.jcompose.compose.load.tree.Node;
import io.jcompose.compose.load.tree.Node.Mapping;
import io.jcompose.compose.load.tree.Node.Scalar;
import io.jcompose.compose.load.tree.Rewrite;
import io.jcompose.compose.load.tree.Rules;
import io.jcompose.engine.store.Machine;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The attributes that the engine does not act on. One line per attribute: what an engineer makes work is taken out here. The place of each use
 * is told once, as a warning, or as an error with {@code --strict}.
 */
final class Unsupported {
    private static final String FOREIGN_PLATFORM = "images of this machine's platform are taken, " + Machine.platform();
    private static final Rules<String> TABLE = table();

    private Unsupported() {}

    private static Rules<String> table() {
        Map<String, String> rules = new LinkedHashMap<>();
        put(
                rules,
                "only Windows has it",
                "cpu_count",
                "cpu_percent",
                "isolation",
                "credential_spec",
                "build.isolation");
        put(rules, "not acted on yet", "provider", "use_api_socket", "gpus", "storage_opt", "external_links");
        put(
                rules,
                "not acted on yet",
                "build.ssh",
                "build.cache_to",
                "build.provenance",
                "build.sbom",
                "build.entitlements");
        put(rules, "not acted on yet", "models", "develop", "pre_start", "annotations");
        put(rules, "not acted on yet", "networks.*.interface_name", "networks.*.link_local_ips");
        put(
                rules,
                "not acted on yet",
                "build.secrets",
                "build.cache_from",
                "build.platforms",
                "build.privileged",
                "build.ulimits");
        put(
                rules,
                "a cluster's, not one machine's",
                "deploy.placement",
                "deploy.endpoint_mode",
                "deploy.rollback_config");
        put(
                rules,
                "a cluster's, not one machine's",
                "deploy.resources.reservations.cpus",
                "deploy.resources.reservations.generic_resources");
        put(rules, "not acted on yet", "deploy.resources.reservations.devices", "deploy.update_config");
        put(rules, FOREIGN_PLATFORM, "platform");
        rules.put("models", "not acted on yet");
        rules.put("configs.*.template_driver", "not acted on yet");
        rules.put("secrets.*.template_driver", "not acted on yet");
        rules.put("secrets.*.driver", "not acted on yet");
        return Rules.of(rules);
    }

    private static void put(Map<String, String> rules, String why, String... attributes) {
        for (String attribute : attributes) {
            rules.put("services.*." + attribute, why);
        }
    }

    /** Every use of such an attribute in a tree. */
    static List<Complaint> in(Mapping root) {
        List<Complaint> out = new ArrayList<>();
        Rewrite.with(root, TABLE, (node, path, why) -> {
            if (why.equals(FOREIGN_PLATFORM) && isOwnPlatform(node)) {
                return node;
            }
            out.add(Complaint.of(node.mark(), path.toString(), "\"" + path.last() + "\" has no effect: " + why));
            return node;
        });
        return out;
    }

    /** As far as it is said: {@code linux/arm64} is any variant of that. */
    private static boolean isOwnPlatform(Node node) {
        return node instanceof Scalar scalar && (Machine.platform() + "/").startsWith(scalar.value() + "/");
    }
}

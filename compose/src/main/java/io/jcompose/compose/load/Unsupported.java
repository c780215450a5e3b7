package io.jcompose.compose.load;

import io.jcompose.compose.complaint.Complaint;
import io.jcompose.compose.load.tree.Node;
import io.jcompose.compose.load.tree.Node.Mapping;
import io.jcompose.compose.load.tree.Node.Scalar;
import io.jcompose.compose.load.tree.Node.Sequence;
import io.jcompose.compose.load.tree.Rewrite;
import io.jcompose.compose.load.tree.Rules;
import io.jcompose.engine.store.Machine;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The attributes that the engine does not act on: one line per reason, what an engineer makes work is taken out here. The place of each use is told once, as a
 * warning, or as an error with {@code --strict}. What would make a container another one than it was meant to be is not here: it is refused when it is
 * made. docs/compose-attributes.md has the whole list of both.
 */
final class Unsupported {
    private static final String NOT_YET = "not acted on yet";
    private static final String CLUSTER = "a cluster's, not one machine's";
    private static final String WINDOWS = "only Windows has it";
    private static final String SWARM_FILES = "only a swarm's store of configs and secrets has it";

    /** What the driver bridge acts on, of networks and of their endpoints. */
    private static final Set<String> DRIVER_OPTIONS = Set.of(
            "com.docker.network.bridge.name",
            "com.docker.network.bridge.enable_icc",
            "com.docker.network.bridge.enable_ip_masquerade",
            "com.docker.network.bridge.host_binding_ipv4",
            "com.docker.network.driver.mtu",
            "com.docker.network.endpoint.ifname",
            "com.docker.network.endpoint.sysctls");

    /** @param when whether this value is more than a way to write what is so anyway */
    private record Case(String why, Predicate<Node> when) {}

    private static final Set<String> NOTHING = Set.of("", "null", "false");
    private static final Rules<Case> TABLE = table();

    private Unsupported() {}

    private static Rules<Case> table() {
        Map<String, Case> rules = new LinkedHashMap<>();
        services(rules);
        builds(rules);
        deployments(rules);
        resources(rules);
        return Rules.of(rules);
    }

    private static void services(Map<String, Case> rules) {
        put(rules, "services.*.", WINDOWS, "cpu_count", "cpu_percent", "isolation", "credential_spec");
        put(rules, "services.*.", NOT_YET, "use_api_socket", "models", "develop", "pre_start");
        rules.put(
                "services.*.platform",
                new Case(
                        "images of this machine's platform are taken, " + Machine.platform(),
                        node -> !isOwnPlatform(node)));
        put(rules, "services.*.volumes.*.", "only Docker Desktop has it", "consistency");
        put(rules, "services.*.volumes.*.bind.", "files are not labelled for SELinux", "selinux");
        put(rules, "services.*.networks.*.driver_opts.", "the driver bridge does not know it", "*");
        put(rules, "services.*.gpus.*.", "there is no such attribute", "*");
        Case known = new Case("", _ -> false);
        for (String attribute : List.of("capabilities", "driver", "count", "device_ids", "options")) {
            rules.put("services.*.gpus.*." + attribute, known);
        }
    }

    private static void builds(Map<String, Case> rules) {
        put(rules, "services.*.build.", WINDOWS, "isolation");
        put(
                rules,
                "services.*.build.",
                NOT_YET,
                "ssh",
                "provenance",
                "sbom",
                "entitlements",
                "platforms",
                "privileged");
        put(rules, "services.*.build.", NOT_YET, "no_cache_filter");
        put(rules, "services.*.build.", "the cache is the engine's own", "cache_from", "cache_to");
        put(
                rules,
                "services.*.build.secrets.*.",
                "the Dockerfile says it: RUN --mount=type=secret,uid=...",
                "uid",
                "gid",
                "mode");
    }

    private static void deployments(Map<String, Case> rules) {
        put(rules, "services.*.deploy.", CLUSTER, "placement", "endpoint_mode", "labels", "rollback_config");
        put(rules, "services.*.deploy.", NOT_YET, "update_config");
        put(rules, "services.*.deploy.restart_policy.", CLUSTER, "delay", "window");
        put(rules, "services.*.deploy.resources.reservations.", CLUSTER, "cpus", "generic_resources");
        rules.put("services.*.deploy.mode", new Case(CLUSTER, node -> !isText(node, "replicated")));
    }

    private static void resources(Map<String, Case> rules) {
        put(rules, "", NOT_YET, "models");
        put(rules, "configs.*.", SWARM_FILES, "labels", "template_driver");
        put(rules, "secrets.*.", SWARM_FILES, "labels", "template_driver", "driver", "driver_opts");
        rules.put("networks.*.attachable", new Case(CLUSTER, node -> isText(node, "true")));
        rules.put(
                "networks.*.enable_ipv4", new Case("networks have IPv4 addresses here", node -> isText(node, "false")));
        rules.put("networks.*.ipam.driver", new Case(NOT_YET, node -> !isText(node, "default")));
        put(rules, "networks.*.ipam.", NOT_YET, "options");
        put(rules, "networks.*.driver_opts.", "the driver bridge does not know it", "*");
    }

    private static void put(Map<String, Case> rules, String above, String why, String... attributes) {
        for (String attribute : attributes) {
            rules.put(above + attribute, new Case(why, Unsupported::saysSomething));
        }
    }

    private static boolean saysSomething(Node node) {
        return switch (node) {
            case Mapping mapping -> !mapping.members().isEmpty();
            case Sequence sequence -> !sequence.items().isEmpty();
            case Scalar scalar -> !NOTHING.contains(text(scalar));
        };
    }

    private static boolean isText(Node node, String text) {
        return node instanceof Scalar scalar && text(scalar).equals(text);
    }

    private static String text(Scalar scalar) {
        return String.valueOf(scalar.value());
    }

    /** Every use of such an attribute in a tree. */
    static List<Complaint> in(Mapping root) {
        List<Complaint> out = new ArrayList<>();
        Rewrite.with(root, TABLE, (node, path, rule) -> {
            boolean meant =
                    !DRIVER_OPTIONS.contains(path.last()) && !path.last().startsWith("x-");
            if (meant && rule.when().test(node)) {
                out.add(Complaint.of(
                        node.mark(), path.toString(), "\"" + path.last() + "\" has no effect: " + rule.why()));
            }
            return node;
        });
        return out;
    }

    /** As far as it is said: {@code linux/arm64} is any variant of that. */
    private static boolean isOwnPlatform(Node node) {
        return node instanceof Scalar scalar && (Machine.platform() + "/").startsWith(scalar.value() + "/");
    }
}

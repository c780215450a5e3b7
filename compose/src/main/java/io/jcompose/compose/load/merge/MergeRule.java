package io.jcompose.compose.load.merge;

import io.jcompose.compose.load.tree.Rules;
import java.util.LinkedHashMap;
import java.util.Map;

/** How an attribute merges when it does not merge by its kind (mappings by member, lists one after the other, scalars replaced). */
enum MergeRule {
    /** The later value replaces the earlier one whole. */
    REPLACE,
    /** Both become a list of NAME=VALUE. */
    TO_LIST,
    /** A list of names becomes a mapping without values. */
    TO_MAPPING,
    /** As TO_MAPPING, with the defaults of a dependency. */
    DEPENDENCIES,
    /** A text is the build's context. */
    BUILD,
    /** Options merge only when both use the same driver. */
    LOGGING,
    /** As TO_LIST, without repeating what is there. */
    HOSTS,
    /** The later pools, each merged with the earlier one of the same subnet. */
    POOLS;

    static final Rules<MergeRule> TABLE = table();

    private static Rules<MergeRule> table() {
        Map<String, MergeRule> rules = new LinkedHashMap<>();
        put(
                rules,
                REPLACE,
                "services.*.command",
                "services.*.entrypoint",
                "services.*.healthcheck.test",
                "services.*.ulimits.*");
        put(rules, TO_LIST, "networks.*.labels", "volumes.*.labels");
        for (String attribute : new String[] {
            "annotations",
            "build.args",
            "build.additional_contexts",
            "build.labels",
            "deploy.labels",
            "dns",
            "dns_opt",
            "dns_search",
            "env_file",
            "label_file",
            "environment",
            "labels",
            "volumes.*.volume.labels",
            "sysctls",
            "tmpfs"
        }) {
            rules.put("services.*." + attribute, TO_LIST);
        }
        put(rules, TO_MAPPING, "services.*.models", "services.*.networks");
        put(rules, DEPENDENCIES, "services.*.depends_on");
        put(rules, BUILD, "services.*.build");
        put(rules, LOGGING, "services.*.logging");
        put(rules, HOSTS, "services.*.extra_hosts", "services.*.build.extra_hosts");
        put(rules, POOLS, "networks.*.ipam.config");
        return Rules.of(rules);
    }

    private static void put(Map<String, MergeRule> rules, MergeRule rule, String... patterns) {
        for (String pattern : patterns) {
            rules.put(pattern, rule);
        }
    }
}

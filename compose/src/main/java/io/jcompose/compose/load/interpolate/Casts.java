package io.jcompose.compose.load.interpolate;

import io.jcompose.compose.load.tree.Numbers;
import io.jcompose.compose.load.tree.Rules;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** Which attributes are numbers or booleans although interpolation makes text of everything. */
enum Casts {
    INTEGER {
        @Override
        Object cast(String text) throws TemplateException {
            try {
                return Long.parseLong(text);
            } catch (NumberFormatException e) {
                throw new TemplateException("\"" + text + "\" is not a whole number", java.util.Optional.empty());
            }
        }
    },
    NUMBER {
        @Override
        Object cast(String text) throws TemplateException {
            try {
                return Numbers.parse(text);
            } catch (NumberFormatException e) {
                throw new TemplateException("\"" + text + "\" is not a number", java.util.Optional.empty());
            }
        }
    },
    BOOLEAN {
        @Override
        Object cast(String text) throws TemplateException {
            return switch (text.toLowerCase(Locale.ROOT)) {
                case "true", "y", "yes", "on" -> true;
                case "false", "n", "no", "off" -> false;
                default ->
                    throw new TemplateException("\"" + text + "\" is not true or false", java.util.Optional.empty());
            };
        }
    };

    abstract Object cast(String text) throws TemplateException;

    static final Rules<Casts> TABLE = table();

    private static Rules<Casts> table() {
        Map<String, Casts> rules = new LinkedHashMap<>();
        put(
                rules,
                INTEGER,
                "services.*.",
                "cpu_count",
                "cpu_period",
                "cpu_quota",
                "cpu_rt_period",
                "cpu_rt_runtime",
                "cpu_shares");
        put(
                rules,
                INTEGER,
                "services.*.",
                "oom_score_adj",
                "pids_limit",
                "scale",
                "ports.*.target",
                "healthcheck.retries");
        put(rules, INTEGER, "services.*.", "ulimits.*", "ulimits.*.hard", "ulimits.*.soft");
        put(
                rules,
                INTEGER,
                "services.*.deploy.",
                "replicas",
                "update_config.parallelism",
                "rollback_config.parallelism");
        put(rules, INTEGER, "services.*.deploy.", "restart_policy.max_attempts", "placement.max_replicas_per_node");
        put(rules, NUMBER, "services.*.", "cpu_percent", "cpus");
        put(
                rules,
                NUMBER,
                "services.*.deploy.",
                "update_config.max_failure_ratio",
                "rollback_config.max_failure_ratio");
        put(rules, BOOLEAN, "services.*.", "init", "oom_kill_disable", "privileged", "read_only", "stdin_open", "tty");
        put(rules, BOOLEAN, "services.*.", "depends_on.*.required", "depends_on.*.restart", "healthcheck.disable");
        put(rules, BOOLEAN, "services.*.volumes.*.", "read_only", "volume.nocopy");
        put(rules, BOOLEAN, "networks.*.", "external", "internal", "attachable", "enable_ipv4", "enable_ipv6");
        put(rules, BOOLEAN, "", "volumes.*.external", "secrets.*.external", "configs.*.external");
        return Rules.of(rules);
    }

    private static void put(Map<String, Casts> rules, Casts cast, String prefix, String... suffixes) {
        for (String suffix : suffixes) {
            rules.put(prefix + suffix, cast);
        }
    }
}

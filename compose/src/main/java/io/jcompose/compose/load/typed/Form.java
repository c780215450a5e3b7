package io.jcompose.compose.load.typed;

import io.jcompose.compose.load.tree.Rules;
import java.util.LinkedHashMap;
import java.util.Map;

/** The type of an attribute's value. */
enum Form {
    /** NAME=VALUE list or mapping; a missing value stays missing. */
    VARIABLES,
    /** NAME=VALUE list or mapping; a missing value is the empty text. */
    TEXTS,
    /** A mapping from names to lists of text. */
    TEXT_LISTS,
    /** A text split into words, or a list. */
    COMMAND,
    /** A health check's test: a text is a shell command. */
    TEST,
    DURATION,
    BYTES,
    /** Permission bits, printed in octal. */
    MODE,
    /** A text alone is a list of one. */
    LIST,
    /** NAME=ADDRESS, sorted. */
    HOSTS,
    /** A number with the precision of 32 bits. */
    FLOAT,
    INTEGER,
    /** A whole number that is not negative. */
    NATURAL,
    /** The same, and never text. */
    PLAIN_NATURAL,
    BOOLEAN,
    TEXT,
    ULIMIT,
    /** Keys for the build: ID=PATH, or ID alone. */
    SSH,
    /** How much of a generic resource. */
    AMOUNT,
    /** How fast a device may be read or written. */
    RATE,
    /** The share of a device. */
    WEIGHT,
    /** How many devices; all is -1. */
    COUNT,
    /** A list whose numbers become text. */
    TEXT_LIST;

    static final Rules<Form> TABLE = table();

    private static Rules<Form> table() {
        Map<String, Form> rules = new LinkedHashMap<>();
        services(rules);
        build(rules);
        deploy(rules);
        mounts(rules);
        for (String section : new String[] {"networks", "volumes", "configs", "secrets"}) {
            put(rules, TEXTS, section + ".*.", "labels", "driver_opts");
            put(rules, BOOLEAN, section + ".*.", "external");
        }
        put(rules, BOOLEAN, "networks.*.", "internal", "attachable", "enable_ipv4", "enable_ipv6");
        put(rules, TEXTS, "networks.*.ipam.", "config.*.aux_addresses", "options");
        return Rules.of(rules);
    }

    private static void services(Map<String, Form> rules) {
        String at = "services.*.";
        put(
                rules,
                VARIABLES,
                at,
                "environment",
                "pre_start.*.environment",
                "post_start.*.environment",
                "pre_stop.*.environment");
        put(
                rules,
                TEXTS,
                at,
                "annotations",
                "labels",
                "sysctls",
                "logging.options",
                "storage_opt",
                "networks.*.driver_opts");
        put(rules, TEXTS, at, "gpus.*.options");
        put(rules, TEXT_LISTS, at, "provider.options");
        put(
                rules,
                COMMAND,
                at,
                "command",
                "entrypoint",
                "pre_start.*.command",
                "post_start.*.command",
                "pre_stop.*.command");
        put(rules, TEST, at, "healthcheck.test");
        put(rules, DURATION, at, "healthcheck.interval", "healthcheck.timeout", "healthcheck.start_period");
        put(rules, DURATION, at, "healthcheck.start_interval", "stop_grace_period");
        put(rules, BYTES, at, "mem_limit", "mem_reservation", "memswap_limit", "mem_swappiness", "shm_size");
        put(rules, LIST, at, "dns", "dns_search", "tmpfs");
        put(rules, TEXT_LIST, at, "expose", "group_add");
        put(rules, HOSTS, at, "extra_hosts");
        put(rules, FLOAT, at, "cpus", "cpu_percent");
        put(
                rules,
                INTEGER,
                at,
                "cpu_count",
                "cpu_period",
                "cpu_quota",
                "cpu_rt_period",
                "cpu_rt_runtime",
                "cpu_shares");
        put(rules, INTEGER, at, "oom_score_adj", "pids_limit", "scale");
        put(rules, INTEGER, at, "networks.*.priority", "networks.*.gw_priority");
        put(rules, NATURAL, at, "ports.*.target", "healthcheck.retries");
        put(rules, PLAIN_NATURAL, at, "blkio_config.weight", "blkio_config.weight_device.*.weight");
        put(rules, BOOLEAN, at, "attach", "init", "oom_kill_disable", "privileged", "read_only", "stdin_open", "tty");
        put(
                rules,
                BOOLEAN,
                at,
                "use_api_socket",
                "healthcheck.disable",
                "depends_on.*.restart",
                "depends_on.*.required");
        put(rules, BOOLEAN, at, "env_file.*.required", "pre_start.*.privileged", "pre_start.*.per_replica");
        put(rules, BOOLEAN, at, "post_start.*.privileged", "pre_stop.*.privileged");
        put(rules, TEXT, at, "ports.*.published", "image", "user");
        put(rules, ULIMIT, at, "ulimits.*");
        put(rules, WEIGHT, at, "blkio_config.weight_device.*");
        put(rules, COUNT, at, "gpus.*.count");
        for (String rate :
                new String[] {"device_read_bps", "device_read_iops", "device_write_bps", "device_write_iops"}) {
            put(rules, RATE, at, "blkio_config." + rate + ".*");
            put(rules, BYTES, at, "blkio_config." + rate + ".*.rate");
        }
    }

    private static void build(Map<String, Form> rules) {
        String at = "services.*.build.";
        put(rules, VARIABLES, at, "args");
        put(rules, TEXTS, at, "labels", "additional_contexts");
        put(rules, LIST, at, "cache_from", "cache_to", "tags", "platforms", "no_cache_filter");
        put(rules, HOSTS, at, "extra_hosts");
        put(rules, BYTES, at, "shm_size");
        put(rules, BOOLEAN, at, "no_cache", "pull", "privileged");
        put(rules, TEXT, at, "provenance", "sbom");
        put(rules, SSH, at, "ssh");
        put(rules, ULIMIT, at, "ulimits.*");
        put(rules, MODE, at, "secrets.*.mode");
        put(rules, COMMAND, "services.*.develop.watch.*.", "exec.command");
        put(rules, VARIABLES, "services.*.develop.watch.*.", "exec.environment");
        put(rules, BOOLEAN, "services.*.develop.watch.*.", "exec.privileged", "initial_sync");
    }

    private static void deploy(Map<String, Form> rules) {
        String at = "services.*.deploy.";
        put(rules, TEXTS, at, "labels", "resources.reservations.devices.*.options");
        put(rules, COUNT, at, "resources.reservations.devices.*.count");
        put(rules, INTEGER, at, "replicas");
        put(rules, NATURAL, at, "restart_policy.max_attempts", "placement.max_replicas_per_node");
        put(
                rules,
                INTEGER,
                at,
                "resources.limits.pids",
                "resources.reservations.generic_resources.*.discrete_resource_spec.value");
        put(rules, AMOUNT, at, "resources.reservations.generic_resources.*.discrete_resource_spec");
        put(rules, DURATION, at, "restart_policy.delay", "restart_policy.window");
        for (String update : new String[] {"update_config.", "rollback_config."}) {
            put(rules, NATURAL, at + update, "parallelism");
            put(rules, DURATION, at + update, "delay", "monitor");
            put(rules, FLOAT, at + update, "max_failure_ratio");
        }
        put(rules, FLOAT, at, "resources.limits.cpus", "resources.reservations.cpus");
        put(rules, BYTES, at, "resources.limits.memory", "resources.reservations.memory");
    }

    private static void mounts(Map<String, Form> rules) {
        String at = "services.*.";
        put(rules, MODE, at, "configs.*.mode", "secrets.*.mode");
        put(rules, BOOLEAN, at, "volumes.*.read_only", "volumes.*.bind.create_host_path", "volumes.*.volume.nocopy");
        put(rules, TEXTS, at, "volumes.*.volume.labels");
        put(rules, BYTES, at, "volumes.*.tmpfs.size");
        put(rules, PLAIN_NATURAL, at, "volumes.*.tmpfs.mode");
    }

    private static void put(Map<String, Form> rules, Form form, String prefix, String... suffixes) {
        for (String suffix : suffixes) {
            rules.put(prefix + suffix, form);
        }
    }
}

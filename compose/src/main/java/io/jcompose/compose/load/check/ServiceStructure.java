package io.jcompose.compose.load.check;

import static io.jcompose.compose.load.check.Shape.attributes;
import static io.jcompose.compose.load.check.Shape.either;
import static io.jcompose.compose.load.check.Shape.leaf;
import static io.jcompose.compose.load.check.Shape.list;
import static io.jcompose.compose.load.check.Shape.named;
import static io.jcompose.compose.load.check.Shape.set;
import static io.jcompose.compose.load.check.Shapes.BOOLEAN;
import static io.jcompose.compose.load.check.Shapes.COMMAND;
import static io.jcompose.compose.load.check.Shapes.FILE_MOUNTS;
import static io.jcompose.compose.load.check.Shapes.GPUS;
import static io.jcompose.compose.load.check.Shapes.HOSTS;
import static io.jcompose.compose.load.check.Shapes.INTEGER;
import static io.jcompose.compose.load.check.Shapes.LIST_OR_MAPPING;
import static io.jcompose.compose.load.check.Shapes.NULL;
import static io.jcompose.compose.load.check.Shapes.NUMBER;
import static io.jcompose.compose.load.check.Shapes.OPTIONS;
import static io.jcompose.compose.load.check.Shapes.STRICT_BOOLEAN;
import static io.jcompose.compose.load.check.Shapes.STRICT_NUMBER;
import static io.jcompose.compose.load.check.Shapes.STRING;
import static io.jcompose.compose.load.check.Shapes.STRINGS;
import static io.jcompose.compose.load.check.Shapes.STRING_LIST;
import static io.jcompose.compose.load.check.Shapes.STRING_OR_STRINGS;
import static io.jcompose.compose.load.check.Shapes.ULIMITS;

import io.jcompose.compose.load.check.Shape.Attributes;
import io.jcompose.compose.load.check.Shape.Kind;

/** The attributes of a service. */
final class ServiceStructure {
    private static final String NAME = "[a-zA-Z0-9._-]+";
    private static final String PULL_POLICY =
            ".*(always|never|build|if_not_present|missing|refresh|daily|weekly|every_([0-9]+[wdhms])+).*";

    private static final Attributes DEPENDENCY = attributes()
            .with("condition", STRING.oneOf("service_started", "service_healthy", "service_completed_successfully"))
            .with("restart", BOOLEAN)
            .with("required", STRICT_BOOLEAN)
            .requiring("condition");

    private static final Attributes DEVICE = attributes()
            .with("source", STRING)
            .with("target", STRING)
            .with("permissions", STRING)
            .requiring("source");

    private static final Attributes PROVIDER = attributes()
            .with("type", STRING)
            .with(
                    "options",
                    named(either(
                            leaf(Kind.STRING, Kind.NUMBER, Kind.BOOLEAN),
                            list(leaf(Kind.STRING, Kind.NUMBER, Kind.BOOLEAN)))))
            .requiring("type");

    private static final Attributes HEALTHCHECK = attributes()
            .with("test", either(STRING, STRING_LIST))
            .with("timeout", STRING)
            .with("interval", STRING)
            .with("retries", NUMBER)
            .with("start_period", STRING)
            .with("start_interval", STRING)
            .with("disable", BOOLEAN);

    private static final Attributes NETWORK = attributes()
            .with("aliases", STRINGS)
            .with("driver_opts", OPTIONS)
            .with("gw_priority", STRICT_NUMBER)
            .with("interface_name", STRING)
            .with("ipv4_address", STRING)
            .with("ipv6_address", STRING)
            .with("link_local_ips", STRINGS)
            .with("mac_address", STRING)
            .with("priority", STRICT_NUMBER);

    private static final Attributes MODEL =
            attributes().with("endpoint_var", STRING).with("model_var", STRING);

    private static final Attributes PORT = attributes()
            .with("name", STRING)
            .with("mode", STRING)
            .with("host_ip", STRING)
            .with("target", INTEGER)
            .with("published", INTEGER)
            .with("protocol", STRING)
            .with("app_protocol", STRING);

    private static final Attributes MOUNT = attributes()
            .with("type", STRING.oneOf("bind", "volume", "tmpfs", "cluster", "npipe", "image"))
            .with("source", STRING)
            .with("target", STRING)
            .with("read_only", BOOLEAN)
            .with("consistency", STRING)
            .with(
                    "bind",
                    attributes()
                            .with("selinux", STRING.oneOf("z", "Z"))
                            .with("propagation", STRING)
                            .with("create_host_path", BOOLEAN)
                            .with("recursive", STRING.oneOf("enabled", "disabled", "writable", "readonly")))
            .with(
                    "volume",
                    attributes()
                            .with("labels", LIST_OR_MAPPING)
                            .with("nocopy", BOOLEAN)
                            .with("subpath", STRING))
            .with(
                    "tmpfs",
                    attributes()
                            .with("size", INTEGER.between(0, Long.MAX_VALUE))
                            .with("mode", NUMBER))
            .with("image", attributes().with("subpath", STRING))
            .requiring("type");

    private static final Attributes RATE =
            attributes().with("path", STRING).with("rate", INTEGER).closed();
    private static final Attributes WEIGHT =
            attributes().with("path", STRING).with("weight", INTEGER).closed();

    private static final Attributes BLOCK_IO = attributes()
            .with("weight", INTEGER)
            .with("weight_device", list(WEIGHT))
            .with("device_read_bps", list(RATE))
            .with("device_read_iops", list(RATE))
            .with("device_write_bps", list(RATE))
            .with("device_write_iops", list(RATE))
            .closed();

    private static final Attributes ENV_FILE = attributes()
            .with("path", STRING)
            .with("required", BOOLEAN)
            .with("format", STRING)
            .requiring("path")
            .closed();

    private static final Attributes EXTENDS = attributes()
            .with("file", STRING)
            .with("service", STRING)
            .requiring("service")
            .closed();

    private static final Attributes LOGGING =
            attributes().with("driver", STRING).with("options", named(leaf(Kind.STRING, Kind.NUMBER, Kind.NULL)));

    private static final Attributes CREDENTIAL_SPEC =
            attributes().with("config", STRING).with("file", STRING).with("registry", STRING);

    /** A service; the order is that of {@code config}'s output. */
    static final Attributes SERVICE = second(first(attributes()));

    private ServiceStructure() {}

    private static Attributes first(Attributes service) {
        return service.with("profiles", STRINGS)
                .with("annotations", LIST_OR_MAPPING)
                .with("attach", BOOLEAN)
                .with("build", BuildStructure.BUILD)
                .with("develop", BuildStructure.DEVELOP)
                .with("blkio_config", BLOCK_IO)
                .with("cap_add", STRINGS)
                .with("cap_drop", STRINGS)
                .with("cgroup_parent", STRING)
                .with("cgroup", STRING.oneOf("host", "private"))
                .with("cpu_count", INTEGER.between(0, Long.MAX_VALUE))
                .with("cpu_percent", INTEGER.between(0, 100))
                .with("cpu_period", NUMBER)
                .with("cpu_quota", NUMBER)
                .with("cpu_rt_period", NUMBER)
                .with("cpu_rt_runtime", NUMBER)
                .with("cpus", NUMBER)
                .with("cpuset", STRING)
                .with("cpu_shares", NUMBER)
                .with("command", COMMAND)
                .with("configs", FILE_MOUNTS)
                .with("container_name", STRING.matching(".*[a-zA-Z0-9][a-zA-Z0-9_.-]+.*"))
                .with("credential_spec", CREDENTIAL_SPEC)
                .with("depends_on", either(STRINGS, named(DEPENDENCY, NAME)))
                .with("deploy", DeployStructure.DEPLOY)
                .with("device_cgroup_rules", STRINGS)
                .with("devices", list(either(STRING, DEVICE)))
                .with("dns", STRING_OR_STRINGS)
                .with("dns_opt", STRINGS)
                .with("dns_search", STRING_OR_STRINGS)
                .with("domainname", STRING)
                .with("entrypoint", COMMAND)
                .with("provider", PROVIDER)
                .with("environment", LIST_OR_MAPPING)
                .with("env_file", either(STRING, list(either(STRING, ENV_FILE))))
                .with("expose", set(NUMBER))
                .with("extends", either(STRING, EXTENDS))
                .with("external_links", STRINGS)
                .with("extra_hosts", HOSTS)
                .with("group_add", set(INTEGER))
                .with("gpus", GPUS)
                .with("hostname", STRING)
                .with("healthcheck", HEALTHCHECK)
                .with("image", STRING)
                .with("init", BOOLEAN)
                .with("ipc", STRING)
                .with("isolation", STRING);
    }

    private static Attributes second(Attributes service) {
        return service.with("labels", LIST_OR_MAPPING)
                .with("label_file", either(STRING, STRING_LIST))
                .with("links", STRINGS)
                .with("logging", LOGGING)
                .with("mem_limit", NUMBER)
                .with("mem_reservation", INTEGER)
                .with("memswap_limit", NUMBER)
                .with("mem_swappiness", INTEGER)
                .with("mac_address", STRING)
                .with("models", either(STRINGS, named(either(MODEL, NULL))))
                .with("network_mode", STRING)
                .with("networks", either(STRINGS, named(either(NETWORK, NULL), NAME)))
                .with("oom_kill_disable", BOOLEAN)
                .with("oom_score_adj", INTEGER.between(-1000, 1000))
                .with("pid", leaf(Kind.STRING, Kind.NULL))
                .with("pids_limit", NUMBER)
                .with("platform", STRING)
                .with("ports", set(either(NUMBER, PORT)))
                .with("privileged", BOOLEAN)
                .with("pull_policy", STRING.matching(PULL_POLICY))
                .with("pull_refresh_after", STRING)
                .with("read_only", BOOLEAN)
                .with("restart", STRING)
                .with("runtime", STRING)
                .with("scale", INTEGER)
                .with("secrets", FILE_MOUNTS)
                .with("security_opt", STRINGS)
                .with("shm_size", NUMBER)
                .with("stdin_open", BOOLEAN)
                .with("stop_grace_period", STRING)
                .with("stop_signal", STRING)
                .with("storage_opt", named(leaf(Kind.STRING, Kind.NUMBER, Kind.NULL)))
                .with("sysctls", LIST_OR_MAPPING)
                .with("tmpfs", STRING_OR_STRINGS)
                .with("tty", BOOLEAN)
                .with("ulimits", ULIMITS)
                .with("use_api_socket", STRICT_BOOLEAN)
                .with("user", STRING)
                .with("userns_mode", STRING)
                .with("uts", STRING)
                .with("volumes", set(either(STRING, MOUNT)))
                .with("volumes_from", STRINGS)
                .with("working_dir", STRING)
                .with("pre_start", list(Shapes.START_HOOK))
                .with("post_start", list(Shapes.HOOK))
                .with("pre_stop", list(Shapes.HOOK));
    }
}

package io.jcompose.compose.load.bind;

import io.jcompose.compose.model.Dependency;
import io.jcompose.compose.model.FileMount;
import io.jcompose.compose.model.Healthcheck;
import io.jcompose.compose.model.Hook;
import io.jcompose.compose.model.Mount;
import io.jcompose.compose.model.NetworkAttachment;
import io.jcompose.compose.model.PortMapping;
import io.jcompose.compose.model.RestartPolicy;
import io.jcompose.compose.model.Service;
import io.jcompose.compose.model.ServiceImage;
import io.jcompose.compose.model.ServiceLifecycle;
import io.jcompose.compose.model.ServiceMetadata;
import io.jcompose.compose.model.ServiceNetworking;
import io.jcompose.compose.model.ServiceOrigin;
import io.jcompose.compose.model.ServiceProcess;
import io.jcompose.compose.model.ServiceSecurity;
import io.jcompose.compose.model.ServiceStorage;
import io.jcompose.compose.model.SourceMark;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** One service. */
final class ServiceBinder {
    private final Typed service;

    ServiceBinder(Typed service) {
        this.service = service;
    }

    Service bind(String name, SourceMark mark) {
        return new Service(
                name,
                image(),
                process(),
                networking(),
                storage(),
                service.map("depends_on", ServiceBinder::dependency),
                service.at("healthcheck").map(ServiceBinder::healthcheck),
                lifecycle(),
                new ResourceBinder(service).resources(),
                security(),
                metadata(),
                new ServiceOrigin(mark, Definition.of(service.mapping())));
    }

    private ServiceImage image() {
        return new ServiceImage(
                service.text("image"),
                service.at("build").map(BuildBinder::build),
                service.text("platform"),
                service.text("pull_policy"),
                service.text("pull_refresh_after"),
                service.text("runtime"),
                service.at("provider")
                        .map(provider ->
                                new ServiceImage.Provider(provider.text("type", ""), provider.textLists("options"))));
    }

    private ServiceProcess process() {
        return new ServiceProcess(
                service.optionalTexts("command"),
                service.optionalTexts("entrypoint"),
                service.variables("environment"),
                service.text("user"),
                service.texts("group_add"),
                service.text("working_dir"),
                service.is("tty"),
                service.is("stdin_open"),
                service.flag("init"));
    }

    private ServiceNetworking networking() {
        return new ServiceNetworking(
                service.map("networks", ServiceBinder::attachment),
                service.text("network_mode"),
                service.list("ports", ServiceBinder::port),
                service.texts("expose"),
                new ServiceNetworking.Names(
                        service.text("hostname"),
                        service.text("domainname"),
                        service.hosts("extra_hosts"),
                        service.texts("dns"),
                        service.texts("dns_opt"),
                        service.texts("dns_search")),
                service.texts("links"),
                service.texts("external_links"),
                service.text("mac_address"));
    }

    private static NetworkAttachment attachment(Typed network) {
        return new NetworkAttachment(
                network.texts("aliases"),
                new NetworkAttachment.Addresses(
                        network.text("ipv4_address"),
                        network.text("ipv6_address"),
                        network.texts("link_local_ips"),
                        network.text("mac_address")),
                network.text("interface_name"),
                network.textMap("driver_opts"),
                network.integer("priority").orElse(0),
                network.integer("gw_priority").orElse(0));
    }

    private static PortMapping port(Typed port) {
        return new PortMapping(
                port.text("name"),
                port.text("mode", "ingress"),
                port.text("host_ip"),
                port.integer("target").orElse(0),
                port.text("published"),
                port.text("protocol", "tcp"),
                port.text("app_protocol"));
    }

    private ServiceStorage storage() {
        return new ServiceStorage(
                service.list("volumes", ServiceBinder::mount),
                service.texts("tmpfs"),
                service.list("configs", ServiceBinder::fileMount),
                service.list("secrets", ServiceBinder::fileMount),
                service.texts("volumes_from").stream()
                        .map(ServiceBinder::volumesFrom)
                        .toList(),
                service.number("shm_size"),
                service.textMap("storage_opt"));
    }

    static FileMount fileMount(Typed mount) {
        return new FileMount(
                mount.text("source", ""),
                mount.text("target"),
                mount.text("uid"),
                mount.text("gid"),
                mount.mode("mode"));
    }

    private static Mount mount(Typed mount) {
        Mount.Kind kind = Mount.Kind.valueOf(mount.text("type", "volume").toUpperCase(Locale.ROOT));
        return new Mount(
                kind,
                mount.text("source"),
                mount.text("target", ""),
                mount.is("read_only"),
                mount.text("consistency"),
                options(kind, mount));
    }

    private static Mount.Options options(Mount.Kind kind, Typed mount) {
        return switch (kind) {
            case BIND -> {
                Typed bind = mount.inner("bind");
                yield new Mount.BindOptions(
                        bind.text("propagation"),
                        bind.is("create_host_path") || mount.at("bind").isEmpty(),
                        bind.text("selinux"),
                        bind.text("recursive"));
            }
            case VOLUME -> {
                Typed volume = mount.inner("volume");
                yield new Mount.VolumeOptions(volume.is("nocopy"), volume.text("subpath"), volume.textMap("labels"));
            }
            case TMPFS -> {
                Typed tmpfs = mount.inner("tmpfs");
                yield new Mount.TmpfsOptions(tmpfs.number("size").orElse(0L), tmpfs.integer("mode"));
            }
            case IMAGE -> new Mount.ImageOptions(mount.inner("image").text("subpath"));
            case NPIPE, CLUSTER -> Mount.Options.NONE;
        };
    }

    private static ServiceStorage.VolumesFrom volumesFrom(String text) {
        boolean container = text.startsWith("container:");
        String[] parts = (container ? text.substring("container:".length()) : text).split(":", 2);
        return new ServiceStorage.VolumesFrom(parts[0], container, parts.length > 1 && parts[1].equals("ro"));
    }

    private static Dependency dependency(Typed dependency) {
        String word = dependency.text("condition", "service_started");
        Dependency.Condition condition = Arrays.stream(Dependency.Condition.values())
                .filter(each -> each.word().equals(word))
                .findFirst()
                .orElse(Dependency.Condition.SERVICE_STARTED);
        return new Dependency(
                condition, dependency.is("restart"), dependency.flag("required").orElse(true));
    }

    private static Healthcheck healthcheck(Typed check) {
        Optional<java.util.List<String>> test = check.optionalTexts("test").filter(words -> !words.isEmpty());
        boolean none = test.isPresent() && test.get().getFirst().equals("NONE");
        return new Healthcheck(
                test,
                check.duration("interval"),
                check.duration("timeout"),
                check.duration("start_period"),
                check.duration("start_interval"),
                check.integer("retries"),
                check.is("disable") || none);
    }

    private ServiceLifecycle lifecycle() {
        int scale = service.integer("scale")
                .or(() -> service.inner("deploy").integer("replicas"))
                .orElse(1);
        return new ServiceLifecycle(
                service.text("container_name"),
                scale,
                service.texts("profiles"),
                service.text("restart").map(ServiceBinder::restart).or(this::deployedRestart),
                service.text("stop_signal"),
                service.duration("stop_grace_period"),
                new ServiceLifecycle.Hooks(
                        service.list("pre_start", ServiceBinder::hook),
                        service.list("post_start", ServiceBinder::hook),
                        service.list("pre_stop", ServiceBinder::hook)));
    }

    private static RestartPolicy restart(String text) {
        String[] parts = text.split(":", 2);
        RestartPolicy.Kind kind = Arrays.stream(RestartPolicy.Kind.values())
                .filter(each -> each.word().equals(parts[0]))
                .findFirst()
                .orElse(RestartPolicy.Kind.NO);
        Optional<Integer> attempts = parts.length > 1 && parts[1].matches("[0-9]{1,9}")
                ? Optional.of(Integer.parseInt(parts[1]))
                : Optional.empty();
        return new RestartPolicy(kind, attempts);
    }

    private Optional<RestartPolicy> deployedRestart() {
        return service.inner("deploy").at("restart_policy").map(policy -> switch (policy.text("condition", "any")) {
            case "none" -> new RestartPolicy(RestartPolicy.Kind.NO, Optional.empty());
            case "on-failure" -> new RestartPolicy(RestartPolicy.Kind.ON_FAILURE, policy.integer("max_attempts"));
            case "unless-stopped" -> new RestartPolicy(RestartPolicy.Kind.UNLESS_STOPPED, Optional.empty());
            default -> new RestartPolicy(RestartPolicy.Kind.ALWAYS, Optional.empty());
        });
    }

    static Hook hook(Typed hook) {
        return new Hook(
                hook.texts("command"),
                hook.text("user"),
                hook.is("privileged"),
                hook.text("working_dir"),
                hook.variables("environment"),
                hook.text("image"),
                hook.is("per_replica"));
    }

    private ServiceSecurity security() {
        return new ServiceSecurity(
                service.is("privileged"),
                service.is("read_only"),
                service.texts("cap_add"),
                service.texts("cap_drop"),
                service.texts("security_opt"),
                service.textMap("sysctls"),
                new ServiceSecurity.Namespaces(
                        service.text("ipc"),
                        service.text("pid"),
                        service.text("uts"),
                        service.text("userns_mode"),
                        service.text("cgroup"),
                        service.text("cgroup_parent")),
                new ServiceSecurity.Devices(
                        service.list(
                                "devices",
                                device -> new ServiceSecurity.Device(
                                        device.text("source", ""),
                                        device.text("target", device.text("source", "")),
                                        device.text("permissions", "rwm"))),
                        service.texts("device_cgroup_rules")),
                service.is("use_api_socket"));
    }

    private ServiceMetadata metadata() {
        return new ServiceMetadata(
                service.textMap("labels"),
                service.textMap("annotations"),
                service.at("logging")
                        .map(log -> new ServiceMetadata.Logging(log.text("driver"), log.textMap("options"))),
                service.flag("attach").orElse(true),
                service.inner("develop").list("watch", ServiceBinder::watch),
                service.map(
                        "models",
                        model -> new ServiceMetadata.ModelBinding(model.text("endpoint_var"), model.text("model_var"))),
                service.extensions());
    }

    private static ServiceMetadata.Watch watch(Typed watch) {
        return new ServiceMetadata.Watch(
                watch.text("action", ""),
                watch.text("path", ""),
                watch.text("target"),
                watch.texts("ignore"),
                watch.texts("include"),
                watch.is("initial_sync"),
                watch.at("exec").map(ServiceBinder::hook));
    }
}

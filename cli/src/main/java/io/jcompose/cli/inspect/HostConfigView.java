package io.jcompose.cli.inspect;

import io.jcompose.cli.template.Nothing;
import io.jcompose.engine.Engine;
import io.jcompose.engine.container.Container;
import io.jcompose.engine.container.ContainerSpec;
import io.jcompose.engine.container.Limits;
import io.jcompose.engine.runtime.ContainerDefaults;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** {@code HostConfig}: what depends on the machine. */
final class HostConfigView {
    private static final long SHM_BYTES = 64L << 20;

    private HostConfigView() {}

    static Map<String, @Nullable Object> of(Container container, Engine engine) {
        ContainerSpec spec = container.spec();
        Map<String, @Nullable Object> view = new LinkedHashMap<>();
        view.put("Binds", nothingIfEmpty(binds(spec)));
        view.put("ContainerIDFile", "");
        life(view, spec.supervision());
        networking(view, spec.networking(), engine);
        rights(view, spec);
        limits(view, spec.resources());
        temporary(view, spec);
        view.put("Init", spec.process().init() ? true : Nothing.OMITTED_POINTER);
        return view;
    }

    /** Those that {@code --tmpfs} makes; {@code --mount} says size and mode by themselves. */
    static boolean isShort(ContainerSpec.Mount.Tmpfs tmpfs) {
        return tmpfs.size() == 0 && tmpfs.mode() == 0;
    }

    private static void temporary(Map<String, @Nullable Object> view, ContainerSpec spec) {
        Map<String, String> tmpfs = new TreeMap<>();
        List<Map<String, @Nullable Object>> mounts = new ArrayList<>();
        for (ContainerSpec.Mount mount : spec.mounts()) {
            if (mount instanceof ContainerSpec.Mount.Image image) {
                mounts.add(shown(image));
            }
            if (!(mount instanceof ContainerSpec.Mount.Tmpfs each)) {
                continue;
            }
            if (isShort(each)) {
                tmpfs.put(each.target(), String.join(",", each.options()));
                continue;
            }
            Map<String, @Nullable Object> options = new LinkedHashMap<>();
            if (each.size() > 0) {
                options.put("SizeBytes", each.size());
            }
            if (each.mode() > 0) {
                options.put("Mode", (long) each.mode());
            }
            Map<String, @Nullable Object> entry = new LinkedHashMap<>();
            entry.put("Type", "tmpfs");
            entry.put("Target", each.target());
            if (each.readOnly()) {
                entry.put("ReadOnly", true);
            }
            entry.put("TmpfsOptions", options);
            mounts.add(entry);
        }
        view.put("Tmpfs", tmpfs.isEmpty() ? Nothing.OMITTED_MAP : tmpfs);
        view.put("Mounts", mounts.isEmpty() ? new Nothing(List.of(), true) : mounts);
    }

    private static Map<String, @Nullable Object> shown(ContainerSpec.Mount.Image image) {
        Map<String, @Nullable Object> entry = new LinkedHashMap<>();
        entry.put("Type", "image");
        entry.put("Source", image.image());
        entry.put("Target", image.target());
        if (!image.subpath().isEmpty()) {
            entry.put("ImageOptions", Map.of("Subpath", image.subpath()));
        }
        return entry;
    }

    private static Object nothingIfEmpty(List<?> list) {
        return list.isEmpty() ? Nothing.LIST : list;
    }

    private static List<String> binds(ContainerSpec spec) {
        List<String> all = new ArrayList<>();
        for (ContainerSpec.Mount mount : spec.mounts()) {
            switch (mount) {
                case ContainerSpec.Mount.Bind bind ->
                    all.add(bind.source() + ":" + bind.target() + modes(mount, bind.propagation()));
                case ContainerSpec.Mount.Volume volume -> {
                    if (!volume.name().isEmpty()) {
                        all.add(volume.name() + ":" + volume.target() + modes(mount, volume.noCopy() ? "nocopy" : ""));
                    }
                }
                case ContainerSpec.Mount.Tmpfs tmpfs -> {}
                case ContainerSpec.Mount.Image image -> {}
                case ContainerSpec.Mount.Content content -> {}
            }
        }
        return all;
    }

    /** {@code :ro,rslave}. */
    private static String modes(ContainerSpec.Mount mount, String further) {
        String both = (mount.readOnly() ? "ro" : "") + (mount.readOnly() && !further.isEmpty() ? "," : "") + further;
        return both.isEmpty() ? "" : ":" + both;
    }

    private static void life(Map<String, @Nullable Object> view, ContainerSpec.Supervision supervision) {
        Map<String, @Nullable Object> log = new LinkedHashMap<>();
        log.put("Type", supervision.log().driver());
        log.put("Config", new TreeMap<>(supervision.log().options()));
        view.put("LogConfig", log);
        Map<String, @Nullable Object> restart = new LinkedHashMap<>();
        restart.put("Name", supervision.restart().condition().word());
        restart.put("MaximumRetryCount", (long) supervision.restart().maximum());
        view.put("RestartPolicy", restart);
        view.put("AutoRemove", supervision.autoRemove());
        view.put("VolumeDriver", "");
        view.put("VolumesFrom", Nothing.LIST);
        view.put("ConsoleSize", List.of(0L, 0L));
    }

    private static void networking(
            Map<String, @Nullable Object> view, ContainerSpec.Networking networking, Engine engine) {
        view.put("NetworkMode", mode(networking, engine));
        Map<String, List<Map<String, String>>> bindings = new TreeMap<>();
        for (ContainerSpec.PortPublication port : networking.ports()) {
            Map<String, String> binding = new LinkedHashMap<>();
            binding.put("HostIp", port.hostIp());
            binding.put(
                    "HostPort",
                    port.hostPortFirst() == 0
                            ? ""
                            : port.hostPortFirst() == port.hostPortLast()
                                    ? Integer.toString(port.hostPortFirst())
                                    : port.hostPortFirst() + "-" + port.hostPortLast());
            bindings.computeIfAbsent(port.containerPort() + "/" + port.protocol(), key -> new ArrayList<>())
                    .add(binding);
        }
        view.put("PortBindings", bindings);
        view.put("Dns", networking.dns().servers());
        view.put("DnsOptions", networking.dns().options());
        view.put("DnsSearch", networking.dns().search());
        view.put(
                "ExtraHosts",
                nothingIfEmpty(networking.extraHosts().stream()
                        .map(host -> host.name() + ":" + host.address())
                        .toList()));
    }

    private static String mode(ContainerSpec.Networking networking, Engine engine) {
        return switch (networking.mode()) {
            case ContainerSpec.NetworkMode.Host host -> "host";
            case ContainerSpec.NetworkMode.None none -> "none";
            case ContainerSpec.NetworkMode.OfContainer other ->
                "container:"
                        + engine.containers()
                                .find(other.container())
                                .map(found -> found.id().value())
                                .orElse(other.container());
            case ContainerSpec.NetworkMode.Disconnected none -> ContainerSpec.Networking.DEFAULT_NETWORK;
            case ContainerSpec.NetworkMode.Networks networks ->
                networking.connections().getFirst().network();
        };
    }

    private static void rights(Map<String, @Nullable Object> view, ContainerSpec spec) {
        ContainerSpec.Isolation isolation = spec.isolation();
        view.put("CapAdd", nothingIfEmpty(capabilities(isolation.capAdd())));
        view.put("CapDrop", nothingIfEmpty(capabilities(isolation.capDrop())));
        view.put("CgroupnsMode", isolation.namespaces().cgroup().orElse("private"));
        view.put("GroupAdd", nothingIfEmpty(spec.process().groupAdd()));
        view.put("IpcMode", isolation.namespaces().ipc().orElse("private"));
        view.put("Cgroup", "");
        view.put("Links", Nothing.LIST);
        view.put("PublishAllPorts", false);
        view.put("PidMode", isolation.namespaces().pid().orElse(""));
        view.put("UTSMode", isolation.namespaces().uts().orElse(""));
        view.put("UsernsMode", "");
        view.put("Privileged", isolation.privileged());
        view.put("ReadonlyRootfs", isolation.readOnlyRootfs());
        view.put("SecurityOpt", nothingIfEmpty(isolation.securityOptions()));
        view.put("Sysctls", isolation.sysctls().isEmpty() ? Nothing.OMITTED_MAP : new TreeMap<>(isolation.sysctls()));
        view.put(
                "Annotations",
                isolation.annotations().isEmpty() ? Nothing.OMITTED_MAP : new TreeMap<>(isolation.annotations()));
        view.put("CgroupParent", isolation.cgroupParent().orElse(""));
        view.put("Runtime", isolation.runtime().orElse("jcompose"));
        view.put("Isolation", "");
        boolean open = isolation.privileged() || isolation.securityOptions().contains("systempaths=unconfined");
        view.put("MaskedPaths", open ? Nothing.LIST : ContainerDefaults.MASKED_PATHS);
        view.put("ReadonlyPaths", open ? Nothing.LIST : ContainerDefaults.READONLY_PATHS);
        List<Map<String, @Nullable Object>> devices = new ArrayList<>();
        for (ContainerSpec.Device device : isolation.devices()) {
            Map<String, @Nullable Object> each = new LinkedHashMap<>();
            each.put("PathOnHost", device.source().toString());
            each.put("PathInContainer", device.target());
            each.put("CgroupPermissions", device.permissions());
            devices.add(each);
        }
        view.put("Devices", devices);
        view.put("DeviceCgroupRules", nothingIfEmpty(isolation.deviceRules()));
        view.put("DeviceRequests", Nothing.LIST);
    }

    /** {@code net_admin} is {@code CAP_NET_ADMIN}. */
    private static List<String> capabilities(List<String> names) {
        return names.stream()
                .map(name -> name.toUpperCase(Locale.ROOT))
                .map(name -> name.equals("ALL") || name.startsWith("CAP_") ? name : "CAP_" + name)
                .toList();
    }

    private static void limits(Map<String, @Nullable Object> view, Limits limits) {
        view.put("ShmSize", limits.shmSize() > 0 ? limits.shmSize() : SHM_BYTES);
        view.put("OomScoreAdj", (long) limits.oomScoreAdj().orElse(0));
        Limits.Memory memory = limits.memory();
        view.put("Memory", memory.limit());
        view.put("MemoryReservation", memory.reservation());
        view.put("MemorySwap", memory.swap() == 0 ? memory.limit() * 2 : memory.swap());
        view.put("MemorySwappiness", memory.swappiness().map(Integer::longValue).orElse(null));
        view.put("OomKillDisable", memory.oomKillDisable());
        Limits.Cpu cpu = limits.cpu();
        view.put("NanoCpus", cpu.nanoCpus());
        view.put("CpuShares", cpu.shares());
        view.put("CpuPeriod", cpu.period());
        view.put("CpuQuota", cpu.quota());
        view.put("CpuRealtimePeriod", cpu.realtimePeriod());
        view.put("CpuRealtimeRuntime", cpu.realtimeRuntime());
        view.put("CpusetCpus", cpu.cpus());
        view.put("CpusetMems", cpu.mems());
        view.put("PidsLimit", limits.pids() == 0 ? null : limits.pids());
        blockIo(view, limits.blockIo());
        // Windows has these.
        List.of("CpuCount", "CpuPercent", "IOMaximumIOps", "IOMaximumBandwidth").forEach(name -> view.put(name, 0L));
        List<Map<String, @Nullable Object>> ulimits = new ArrayList<>();
        for (Limits.Ulimit limit : limits.ulimits()) {
            Map<String, @Nullable Object> each = new LinkedHashMap<>();
            each.put("Name", limit.name());
            each.put("Hard", limit.hard());
            each.put("Soft", limit.soft());
            ulimits.add(each);
        }
        view.put("Ulimits", ulimits);
    }

    private static void blockIo(Map<String, @Nullable Object> view, Limits.BlockIo io) {
        view.put("BlkioWeight", (long) io.weight());
        List<Map<String, @Nullable Object>> weights = new ArrayList<>();
        for (Limits.DeviceWeight device : io.deviceWeights()) {
            Map<String, @Nullable Object> each = new LinkedHashMap<>();
            each.put("Path", device.path());
            each.put("Weight", (long) device.weight());
            weights.add(each);
        }
        view.put("BlkioWeightDevice", weights);
        view.put("BlkioDeviceReadBps", rates(io.readBps()));
        view.put("BlkioDeviceWriteBps", rates(io.writeBps()));
        view.put("BlkioDeviceReadIOps", rates(io.readIops()));
        view.put("BlkioDeviceWriteIOps", rates(io.writeIops()));
    }

    private static List<Map<String, @Nullable Object>> rates(List<Limits.DeviceRate> devices) {
        List<Map<String, @Nullable Object>> rates = new ArrayList<>();
        for (Limits.DeviceRate device : devices) {
            Map<String, @Nullable Object> each = new LinkedHashMap<>();
            each.put("Path", device.path());
            each.put("Rate", device.rate());
            rates.add(each);
        }
        return rates;
    }
}

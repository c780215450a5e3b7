package io.jcompose.engine.container;

import io.jcompose.engine.image.Image;
import io.jcompose.engine.runtime.ContainerDefaults;
import io.jcompose.engine.runtime.LinuxSpec;
import io.jcompose.engine.runtime.LinuxSpec.Namespace;
import io.jcompose.engine.runtime.MountSpec;
import io.jcompose.engine.runtime.ProcessSpec;
import io.jcompose.engine.runtime.RuntimeProgram;
import io.jcompose.engine.runtime.RuntimeSpec;
import io.jcompose.error.JcomposeException;
import io.jcompose.error.JcomposeException.Kind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToIntFunction;

/** Writes the OCI runtime spec of a container: docker's defaults, the image's configuration and what the user asked for. */
final class RuntimeSpecs {
    private static final long SHM_BYTES = 64L * 1024 * 1024;
    private static final List<Path> INIT_PROGRAMS = List.of(
            Path.of("/usr/bin/docker-init"),
            Path.of("/usr/bin/tini-static"),
            Path.of("/usr/bin/catatonit"),
            Path.of("/usr/libexec/podman/catatonit"),
            Path.of("/usr/bin/tini"));
    private static final String CONTAINER = "container:";
    private static final String INIT_TARGET = "/sbin/docker-init";
    private static final List<String> NETWORK_FILES = List.of("/etc/resolv.conf", "/etc/hostname", "/etc/hosts");

    private final String engineId;
    private final ToIntFunction<String> pidOf;

    /** @param pidOf the first process of a running container, by reference */
    RuntimeSpecs(String engineId, ToIntFunction<String> pidOf) {
        this.engineId = engineId;
        this.pidOf = pidOf;
    }

    /**
     * @param layers directories of the image and the skeleton, the topmost first
     * @param mounts the user's, resolved
     * @param netns of the container's own network namespace; absent: the host's, or another container's
     */
    record Inputs(
            ContainerId id,
            ContainerSpec spec,
            Image image,
            ContainerFiles files,
            List<Path> layers,
            List<MountSpec> mounts,
            Naming naming,
            Optional<String> netns) {}

    RuntimeSpec assemble(Inputs in) {
        ContainerSpec spec = in.spec();
        List<MountSpec> mounts = new ArrayList<>();
        mounts.add(MountSpec.overlay(in.layers(), in.files().upper(), in.files().work()));
        mounts.addAll(belowRoot(in));
        boolean hostUts = spec.isolation().namespaces().uts().isPresent();
        return new RuntimeSpec(
                RuntimeSpec.OCI_VERSION,
                process(in),
                new RuntimeSpec.Root(
                        in.files().merged().toString(), spec.isolation().readOnlyRootfs()),
                hostUts ? null : in.naming().hostname(),
                in.naming().domainname().orElse(null),
                mounts,
                annotations(spec.isolation()),
                linux(in));
    }

    private static Map<String, String> annotations(ContainerSpec.Isolation isolation) {
        Map<String, String> annotations = new LinkedHashMap<>(isolation.annotations());
        isolation.runtime().ifPresent(name -> annotations.put(RuntimeProgram.ANNOTATION, name));
        return annotations;
    }

    private ProcessSpec process(Inputs in) {
        ContainerSpec spec = in.spec();
        String wanted =
                spec.process().user().orElse(in.image().config().process().user());
        List<Path> roots = new ArrayList<>();
        roots.add(in.files().upper());
        roots.addAll(in.layers());
        UserLookup.Found user = UserLookup.in(roots).find(wanted, spec.process().groupAdd());
        List<String> args =
                CommandLine.arguments(spec.process(), in.image().config().process(), spec.image());
        if (spec.process().init()) {
            List<String> wrapped = new ArrayList<>(List.of(INIT_TARGET, "--"));
            wrapped.addAll(args);
            args = wrapped;
        }
        SecurityOptions security = SecurityOptions.of(spec.isolation());
        String imageDirectory = in.image().config().process().workingDir();
        List<String> rights = Rights.names(spec.isolation());
        return new ProcessSpec(
                spec.process().tty(),
                null,
                user.user(),
                args,
                CommandLine.environment(
                        spec.process(),
                        in.image().config().process(),
                        in.naming().hostname(),
                        user.home()),
                spec.process().workingDir().orElse(imageDirectory),
                ProcessSpec.Capabilities.of(rights, user.user().uid()),
                rlimits(spec.resources()),
                security.noNewPrivileges(),
                spec.resources().oomScoreAdj().orElse(null),
                security.profile(spec.isolation().privileged()));
    }

    private static List<ProcessSpec.Rlimit> rlimits(Limits resources) {
        return resources.ulimits().stream()
                .map(limit -> new ProcessSpec.Rlimit(
                        "RLIMIT_" + limit.name().toUpperCase(java.util.Locale.ROOT), limit.hard(), limit.soft()))
                .toList();
    }

    /** Where the engine mounts something of its own. */
    static List<String> targets(ContainerSpec spec) {
        List<String> targets = new ArrayList<>(NETWORK_FILES);
        ContainerDefaults.mounts(SHM_BYTES, spec.isolation().privileged())
                .forEach(mount -> targets.add(mount.destination()));
        if (spec.process().init()) {
            targets.add(INIT_TARGET);
        }
        return targets;
    }

    /** Defaults, the three files of the network, init, then the user's, outer targets before inner ones. A user's mount replaces a default one. */
    private List<MountSpec> belowRoot(Inputs in) {
        ContainerSpec spec = in.spec();
        List<MountSpec> wanted = new ArrayList<>(in.mounts());
        wanted.sort(Comparator.comparingLong(
                mount -> mount.destination().chars().filter(c -> c == '/').count()));
        Set<String> taken = new LinkedHashSet<>();
        wanted.forEach(mount -> taken.add(mount.destination()));
        List<MountSpec> all = new ArrayList<>();
        long shm = spec.resources().shmSize() > 0 ? spec.resources().shmSize() : SHM_BYTES;
        for (MountSpec mount : ContainerDefaults.mounts(shm, spec.isolation().privileged())) {
            if (!taken.contains(mount.destination())) {
                ofIpc(mount, spec.isolation().namespaces().ipc().orElse("private"))
                        .ifPresent(all::add);
            }
        }
        Map<String, Path> files = Map.of(
                "/etc/hosts",
                in.naming().hosts(),
                "/etc/hostname",
                in.naming().hostnameFile(),
                "/etc/resolv.conf",
                in.naming().resolvConf());
        for (String target : NETWORK_FILES) {
            if (!taken.contains(target)) {
                Path file = java.util.Objects.requireNonNull(files.get(target));
                all.add(
                        spec.isolation().readOnlyRootfs()
                                ? MountSpec.bind(file, target, "ro")
                                : MountSpec.bind(file, target));
            }
        }
        if (spec.process().init()) {
            all.add(MountSpec.bind(initProgram(), INIT_TARGET, "ro"));
        }
        all.addAll(wanted);
        return all;
    }

    /** Shared memory by name is files: who shares the namespace shares the mount. Message queues are the namespace's wherever they are mounted. */
    private Optional<MountSpec> ofIpc(MountSpec mount, String mode) {
        String target = mount.destination();
        if (!target.equals("/dev/shm")) {
            return Optional.of(mount);
        }
        if (mode.equals("host")) {
            return Optional.of(MountSpec.bind(Path.of(target), target));
        }
        if (mode.equals("none")) {
            return Optional.empty();
        }
        if (mode.startsWith(CONTAINER)) {
            int pid = pidOf.applyAsInt(mode.substring(CONTAINER.length()));
            return Optional.of(MountSpec.bind(Path.of("/proc/" + pid + "/root/dev/shm"), target));
        }
        return Optional.of(mount);
    }

    static Path initProgram() {
        return INIT_PROGRAMS.stream()
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> new JcomposeException(
                        Kind.FAILED_PRECONDITION,
                        "init: true needs a small init program, and this machine has none",
                        "install the package tini or catatonit"));
    }

    private LinuxSpec linux(Inputs in) {
        ContainerSpec.Isolation isolation = in.spec().isolation();
        SecurityOptions security = SecurityOptions.of(isolation);
        DeviceSpecs devices = DeviceSpecs.of(isolation);
        return new LinuxSpec(
                namespaces(in),
                ResourceSpecs.of(in.spec().resources(), devices.rules()),
                cgroup(in),
                security.openPaths() ? List.of() : ContainerDefaults.MASKED_PATHS,
                security.openPaths() ? List.of() : ContainerDefaults.READONLY_PATHS,
                devices.nodes(),
                isolation.sysctls(),
                null,
                security.rules(isolation.privileged(), Rights.names(isolation)));
    }

    /** Below a parent that was asked for, or below the engine's own group. */
    private String cgroup(Inputs in) {
        String parent = in.spec().isolation().cgroupParent().orElse("/jcompose-" + engineId);
        return Path.of("/", parent, in.id().value()).normalize().toString();
    }

    private List<Namespace> namespaces(Inputs in) {
        ContainerSpec.Namespaces wanted = in.spec().isolation().namespaces();
        List<Namespace> all = new ArrayList<>();
        all.add(Namespace.fresh(Namespace.MOUNT));
        namespace(all, Namespace.PID, wanted.pid());
        namespace(all, Namespace.IPC, wanted.ipc());
        namespace(all, Namespace.UTS, wanted.uts());
        namespace(all, Namespace.CGROUP, wanted.cgroup());
        if (in.netns().isPresent()) {
            all.add(new Namespace(Namespace.NETWORK, in.netns().get()));
        } else if (in.spec().networking().mode() instanceof ContainerSpec.NetworkMode.OfContainer other) {
            all.add(new Namespace(Namespace.NETWORK, "/proc/" + pidOf.applyAsInt(other.container()) + "/ns/net"));
        }
        return all;
    }

    private void namespace(List<Namespace> all, String type, Optional<String> wanted) {
        String mode = wanted.orElse("private");
        if (mode.startsWith(CONTAINER)) {
            int pid = pidOf.applyAsInt(mode.substring(CONTAINER.length()));
            all.add(new Namespace(type, "/proc/" + pid + "/ns/" + type));
        } else if (!mode.equals("host")) {
            all.add(Namespace.fresh(type));
        }
    }
}

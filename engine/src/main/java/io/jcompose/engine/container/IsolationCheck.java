package io.jcompose.engine.container;

import io.jcompose.engine.container.ContainerSpec.Isolation;
import io.jcompose.engine.runtime.ContainerRuntime;
import io.jcompose.engine.runtime.SeccompSpec;
import io.jcompose.error.JcomposeException;
import io.jcompose.error.JcomposeException.Kind;
import io.jcompose.linux.process.AppArmor;
import io.jcompose.linux.process.ResourceLimit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Refuses rights, devices and kernel settings that don't exist or would reach the host, in docker's words, before anything is made. */
final class IsolationCheck {
    private static final List<String> OF_IPC = List.of("kernel.shm", "kernel.msg", "kernel.sem", "fs.mqueue.");

    private IsolationCheck() {}

    static void check(Isolation isolation, ContainerRuntime runtime) {
        SecurityOptions options = SecurityOptions.of(isolation);
        SeccompSpec rules = options.rules(isolation.privileged(), Rights.names(isolation));
        if (rules != null) {
            runtime.check(rules);
        }
        options.apparmor().ifPresent(AppArmor::check);
        DeviceSpecs.of(isolation);
        isolation
                .cgroupParent()
                .filter(parent -> List.of(parent.split("/")).contains(".."))
                .ifPresent(parent -> {
                    throw new JcomposeException(
                            Kind.INVALID,
                            "the cgroup parent \"" + parent + "\" leaves the hierarchy",
                            "write it without \"..\"");
                });
        checkNamespaces(isolation.namespaces());
    }

    private static void checkNamespaces(ContainerSpec.Namespaces namespaces) {
        check("PID", namespaces.pid(), List.of("host", "private"));
        check("IPC", namespaces.ipc(), List.of("host", "private", "shareable", "none"));
        check("UTS", namespaces.uts(), List.of("host", "private"));
        check("cgroup", namespaces.cgroup(), List.of("host", "private"));
    }

    private static void check(String what, Optional<String> mode, List<String> words) {
        mode.filter(word -> !word.startsWith("container:") && !words.contains(word))
                .ifPresent(word -> {
                    throw new JcomposeException(
                            Kind.INVALID,
                            "invalid " + what + " mode: " + word,
                            "choose " + String.join(", ", words) + " or container:NAME");
                });
    }

    /** Settings of the kernel that are the host's alone, or that the container shares with the host. */
    static void checkSysctls(ContainerSpec spec) {
        boolean hostNetwork = spec.networking().mode() instanceof ContainerSpec.NetworkMode.Host;
        ContainerSpec.Namespaces namespaces = spec.isolation().namespaces();
        for (String name : spec.isolation().sysctls().keySet()) {
            if (name.startsWith("net.")) {
                refuse(hostNetwork, "sysctl \"" + name + "\" not allowed in host network namespace");
            } else if (OF_IPC.stream().anyMatch(name::startsWith)) {
                refuse(isHost(namespaces.ipc()), "sysctl \"" + name + "\" not allowed in host ipc namespace");
            } else {
                refuse(
                        !name.equals("kernel.domainname") || isHost(namespaces.uts()),
                        "sysctl \"" + name + "\" is not in a separate kernel namespace");
            }
        }
    }

    private static boolean isHost(Optional<String> mode) {
        return mode.filter("host"::equals).isPresent();
    }

    private static void refuse(boolean wrong, String why) {
        if (wrong) {
            throw new JcomposeException(Kind.INVALID, why, "set it on the host, or remove it");
        }
    }

    static void checkUlimits(List<Limits.Ulimit> ulimits) {
        for (Limits.Ulimit limit : ulimits) {
            if (ResourceLimit.named("RLIMIT_" + limit.name().toUpperCase(Locale.ROOT))
                    .isEmpty()) {
                throw new JcomposeException(
                        Kind.INVALID, "invalid ulimit type: " + limit.name(), "see getrlimit(2) for their names");
            }
            if (Long.compareUnsigned(limit.soft(), limit.hard()) > 0) {
                throw new JcomposeException(
                        Kind.INVALID,
                        "ulimit soft limit must be less than or equal to hard limit: " + limit.name() + " "
                                + limit.soft() + " > " + limit.hard(),
                        "lower the soft limit");
            }
        }
    }
}

package io.jcompose.engine.runtime;

import io.jcompose.linux.process.AppArmor;
import io.jcompose.linux.process.Capability;
import io.jcompose.linux.seccomp.Architecture;
import io.jcompose.linux.seccomp.Filter;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the engine's own runtime can do, in the form of the specification (features.md and features-linux.md). */
public final class RuntimeFeatures {
    private static final Map<String, Boolean> YES = Map.of("enabled", true);
    private static final Map<String, Boolean> NO = Map.of("enabled", false);

    private RuntimeFeatures() {}

    /** Ready to be printed as JSON. */
    public static Map<String, Object> describe(String version) {
        Map<String, Object> features = new LinkedHashMap<>();
        features.put("ociVersionMin", "1.0.0");
        features.put("ociVersionMax", RuntimeSpec.OCI_VERSION);
        features.put(
                "hooks",
                List.of("prestart", "createRuntime", "createContainer", "startContainer", "poststart", "poststop"));
        features.put("mountOptions", MountOptions.words());
        features.put("linux", linux());
        features.put("annotations", Map.of("io.jcompose.version", version));
        return features;
    }

    private static Map<String, Object> linux() {
        Map<String, Object> linux = new LinkedHashMap<>();
        linux.put("namespaces", List.of("cgroup", "ipc", "mount", "network", "pid", "uts"));
        linux.put(
                "capabilities",
                Arrays.stream(Capability.values()).map(Enum::name).toList());
        linux.put("cgroup", cgroup());
        linux.put("seccomp", seccomp());
        linux.put("apparmor", AppArmor.isEnabled() ? YES : NO);
        linux.put("selinux", NO);
        linux.put("intelRdt", NO);
        linux.put("mountExtensions", Map.of("idmap", YES));
        return linux;
    }

    private static Map<String, Boolean> cgroup() {
        Map<String, Boolean> cgroup = new LinkedHashMap<>();
        cgroup.put("v1", true);
        cgroup.put("v2", true);
        cgroup.put("systemd", false);
        cgroup.put("systemdUser", false);
        cgroup.put("rdma", false);
        return cgroup;
    }

    private static Map<String, Object> seccomp() {
        Map<String, Object> seccomp = new LinkedHashMap<>();
        seccomp.put("enabled", Filter.isAvailable());
        seccomp.put("actions", SeccompFilters.ACTIONS);
        seccomp.put("operators", SeccompFilters.operators());
        seccomp.put(
                "archs",
                Arrays.stream(Architecture.values())
                        .map(Architecture::label)
                        .sorted()
                        .toList());
        return seccomp;
    }
}

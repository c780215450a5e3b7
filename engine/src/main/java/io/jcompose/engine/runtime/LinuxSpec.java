package io.jcompose.engine.runtime;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code linux} of a runtime spec (config-linux.md).
 *
 * @param cgroupsPath absolute below each hierarchy, {@code /jcompose-<engine>/<id>}; null: {@code /jcompose/<id>}
 * @param seccomp null: every system call may be made
 * @param rootfsPropagation slave (what null means), rslave, private, rprivate, shared, rshared
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
public record LinuxSpec(
        List<Namespace> namespaces,
        @Nullable Resources resources,
        @Nullable String cgroupsPath,
        List<String> maskedPaths,
        List<String> readonlyPaths,
        List<Device> devices,
        Map<String, String> sysctl,
        @Nullable String rootfsPropagation,
        @Nullable SeccompSpec seccomp) {

    static final LinuxSpec EMPTY =
            new LinuxSpec(List.of(), null, null, List.of(), List.of(), List.of(), Map.of(), null, null);

    public LinuxSpec {
        namespaces = namespaces == null ? List.of() : List.copyOf(namespaces);
        maskedPaths = maskedPaths == null ? List.of() : List.copyOf(maskedPaths);
        readonlyPaths = readonlyPaths == null ? List.of() : List.copyOf(readonlyPaths);
        devices = devices == null ? List.of() : List.copyOf(devices);
        sysctl = sysctl == null ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(sysctl));
    }

    public LinuxSpec withNamespaces(List<Namespace> changed) {
        return new LinuxSpec(
                changed,
                resources,
                cgroupsPath,
                maskedPaths,
                readonlyPaths,
                devices,
                sysctl,
                rootfsPropagation,
                seccomp);
    }

    public LinuxSpec withResources(@Nullable Resources changed) {
        return new LinuxSpec(
                namespaces,
                changed,
                cgroupsPath,
                maskedPaths,
                readonlyPaths,
                devices,
                sysctl,
                rootfsPropagation,
                seccomp);
    }

    public LinuxSpec withCgroupsPath(String changed) {
        return new LinuxSpec(
                namespaces,
                resources,
                changed,
                maskedPaths,
                readonlyPaths,
                devices,
                sysctl,
                rootfsPropagation,
                seccomp);
    }

    public LinuxSpec withDevices(List<Device> changed) {
        return new LinuxSpec(
                namespaces,
                resources,
                cgroupsPath,
                maskedPaths,
                readonlyPaths,
                changed,
                sysctl,
                rootfsPropagation,
                seccomp);
    }

    public LinuxSpec withSysctl(Map<String, String> changed) {
        return new LinuxSpec(
                namespaces,
                resources,
                cgroupsPath,
                maskedPaths,
                readonlyPaths,
                devices,
                changed,
                rootfsPropagation,
                seccomp);
    }

    public LinuxSpec withRootfsPropagation(String changed) {
        return new LinuxSpec(
                namespaces, resources, cgroupsPath, maskedPaths, readonlyPaths, devices, sysctl, changed, seccomp);
    }

    /** Nothing of proc and sys hidden or protected. */
    public LinuxSpec withoutProtectedPaths() {
        return new LinuxSpec(
                namespaces, resources, cgroupsPath, List.of(), List.of(), devices, sysctl, rootfsPropagation, seccomp);
    }

    public LinuxSpec withSeccomp(@Nullable SeccompSpec changed) {
        return new LinuxSpec(
                namespaces,
                resources,
                cgroupsPath,
                maskedPaths,
                readonlyPaths,
                devices,
                sysctl,
                rootfsPropagation,
                changed);
    }

    /**
     * A namespace of its own, or with a path an existing one that is joined. One that is not listed is the host's.
     *
     * @param type pid, network, mount, ipc, uts, cgroup
     * @param path of a namespace file, for instance a bind of one or /proc/PID/ns/ipc
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Namespace(String type, @Nullable String path) {
        public static final String PID = "pid";
        public static final String NETWORK = "network";
        public static final String MOUNT = "mount";
        public static final String IPC = "ipc";
        public static final String UTS = "uts";
        public static final String CGROUP = "cgroup";

        public static Namespace fresh(String type) {
            return new Namespace(type, null);
        }
    }

    /**
     * A device node to make below the container's /dev.
     *
     * @param type c or b
     * @param fileMode permissions, null: 0666
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Device(
            String path,
            String type,
            int major,
            int minor,
            @Nullable Integer fileMode,
            @Nullable Integer uid,
            @Nullable Integer gid) {}
}

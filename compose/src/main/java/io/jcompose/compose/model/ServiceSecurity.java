package io.jcompose.compose.model;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the containers of a service may do and which of the host's things they share. */
public record ServiceSecurity(
        boolean privileged,
        boolean readOnly,
        List<String> capAdd,
        List<String> capDrop,
        List<String> securityOpt,
        Map<String, String> sysctls,
        Namespaces namespaces,
        Devices devices,
        boolean useApiSocket) {
    public static final ServiceSecurity DEFAULT = new ServiceSecurity(
            false, false, List.of(), List.of(), List.of(), Map.of(), Namespaces.PRIVATE, Devices.NONE, false);

    public ServiceSecurity {
        capAdd = List.copyOf(capAdd);
        capDrop = List.copyOf(capDrop);
        securityOpt = List.copyOf(securityOpt);
        sysctls = Ordered.copy(sysctls);
    }

    public ServiceSecurity withCapabilities(List<String> added, List<String> dropped) {
        return new ServiceSecurity(
                privileged, readOnly, added, dropped, securityOpt, sysctls, namespaces, devices, useApiSocket);
    }

    /** host, private, shareable, {@code service:NAME}, {@code container:NAME}, as each attribute allows. */
    public record Namespaces(
            Optional<String> ipc,
            Optional<String> pid,
            Optional<String> uts,
            Optional<String> user,
            Optional<String> cgroup,
            Optional<String> cgroupParent) {
        public static final Namespaces PRIVATE = new Namespaces(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    public record Devices(List<Device> devices, List<String> cgroupRules) {
        public static final Devices NONE = new Devices(List.of(), List.of());

        public Devices {
            devices = List.copyOf(devices);
            cgroupRules = List.copyOf(cgroupRules);
        }
    }

    /** {@code permissions} of r, w, m. */
    public record Device(String source, String target, String permissions) {}
}

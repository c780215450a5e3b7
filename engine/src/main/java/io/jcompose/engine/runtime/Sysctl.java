package io.jcompose.engine.runtime;

import io.jcompose.error.JcomposeException;
import io.jcompose.error.JcomposeException.Kind;
import io.jcompose.linux.LinuxException;
import io.jcompose.linux.file.Descriptors;
import java.util.List;

/** sysctl(8) settings that belong to a namespace. They act on the namespaces of the thread that writes. */
final class Sysctl {
    private static final List<String> OF_NAMESPACES =
            List.of("net.", "kernel.shm", "kernel.msg", "kernel.sem", "fs.mqueue.");

    private Sysctl() {}

    /** Refuses what would change the host, or what the container shares with it. */
    static void check(RuntimeSpec spec) {
        for (String name : spec.linux().sysctl().keySet()) {
            String type = name.startsWith("net.") ? LinuxSpec.Namespace.NETWORK : LinuxSpec.Namespace.IPC;
            boolean own = spec.linux().namespaces().stream()
                    .anyMatch(namespace -> namespace.type().equals(type));
            boolean domain = name.equals("kernel.domainname")
                    && spec.linux().namespaces().stream()
                            .anyMatch(namespace -> namespace.type().equals(LinuxSpec.Namespace.UTS));
            boolean separate = OF_NAMESPACES.stream().anyMatch(name::startsWith) && own;
            if (name.contains("/") || name.contains("..") || !separate && !domain) {
                throw new JcomposeException(
                        Kind.INVALID,
                        "sysctl \"" + name + "\" is not in a separate kernel namespace",
                        "set it on the host, or remove it");
            }
        }
    }

    static void write(String name, String value) {
        try {
            Descriptors.writeFile("/proc/sys/" + name.replace('.', '/'), value);
        } catch (LinuxException e) {
            throw new JcomposeException(
                    Kind.FAILED_PRECONDITION,
                    "the sysctl \"" + name + "\" can't be set to \"" + value + "\": " + e.getMessage(),
                    "",
                    e);
        }
    }
}

package io.jcompose.cli.command.container.flags;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What it may do, and which namespaces it has of its own. */
public final class RightsFlags {
    @Option(names = "--privileged", description = "Give extended privileges to this container")
    boolean privileged;

    @Option(names = "--cap-add", paramLabel = "CAPABILITY", description = "Add Linux capabilities")
    List<String> add = new ArrayList<>();

    @Option(names = "--cap-drop", paramLabel = "CAPABILITY", description = "Drop Linux capabilities")
    List<String> drop = new ArrayList<>();

    @Option(names = "--security-opt", paramLabel = "OPTION", description = "Security options")
    List<String> security = new ArrayList<>();

    @Option(names = "--sysctl", paramLabel = "NAME=VALUE", description = "Sysctl options")
    List<String> sysctls = new ArrayList<>();

    @Option(
            names = "--device",
            paramLabel = "HOST[:CONTAINER[:rwm]]",
            description = "Add a host device to the container")
    List<String> devices = new ArrayList<>();

    @Option(
            names = "--device-cgroup-rule",
            paramLabel = "RULE",
            description = "Add a rule to the cgroup allowed devices list")
    List<String> deviceRules = new ArrayList<>();

    @Option(names = "--pid", paramLabel = "host|container:NAME", description = "PID namespace to use")
    @Nullable
    String pid;

    @Option(names = "--ipc", paramLabel = "host|private|container:NAME", description = "IPC mode to use")
    @Nullable
    String ipc;

    @Option(names = "--uts", paramLabel = "host", description = "UTS namespace to use")
    @Nullable
    String uts;

    @Option(names = "--userns", paramLabel = "host", description = "User namespace to use")
    @Nullable
    String userns;

    @Option(names = "--cgroupns", paramLabel = "host|private", description = "Cgroup namespace to use")
    @Nullable
    String cgroupns;

    @Option(names = "--cgroup-parent", paramLabel = "PATH", description = "Optional parent cgroup for the container")
    @Nullable
    String cgroupParent;

    void write(ServiceDocument document) {
        document.put("privileged", privileged ? Boolean.TRUE : null);
        document.put("cap_add", add);
        document.put("cap_drop", drop);
        document.put("security_opt", security);
        document.put("sysctls", Words.pairs(sysctls));
        document.put("devices", devices);
        document.put("device_cgroup_rules", deviceRules);
        document.put("pid", pid);
        document.put("ipc", ipc);
        document.put("uts", uts);
        document.put("userns_mode", userns);
        document.put("cgroup", cgroupns);
        document.put("cgroup_parent", cgroupParent);
    }
}

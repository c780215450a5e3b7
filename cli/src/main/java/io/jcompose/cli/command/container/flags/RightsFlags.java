package io.jcompose.cli.command.container.flags;

import io.jcompose.cli.command.Assignments;
import io.jcompose.cli.command.ComposeCommand;
import io.jcompose.error.JcomposeException;
import io.jcompose.error.JcomposeException.Kind;
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

    @Option(names = "--isolation", paramLabel = "default", description = "Container isolation technology")
    String isolation = "";

    @Option(names = "--gpus", paramLabel = "GPUS", description = "GPU devices to add: refused, use --device")
    @Nullable
    String gpus;

    @Option(names = "--storage-opt", paramLabel = "NAME=VALUE", description = "Storage driver options: refused")
    List<String> storage = new ArrayList<>();

    @Option(names = "--annotation", paramLabel = "NAME=VALUE", description = "Add an annotation for the OCI runtime")
    List<String> annotations = new ArrayList<>();

    @Option(names = "--use-api-socket", description = "Bind mount Docker's API socket: refused, there is none")
    boolean socket;

    @Option(
            names = "--disable-content-trust",
            arity = "0..1",
            fallbackValue = "true",
            defaultValue = "true",
            paramLabel = "true|false",
            description = "Skip image verification, which is not done")
    boolean trusting;

    private void refuse() {
        if (!isolation.isEmpty() && !isolation.equals("default")) {
            throw ComposeCommand.invalid(
                    "invalid isolation (" + isolation + "): linux only supports 'default'", "leave it out");
        }
        if (gpus != null) {
            throw unsupported(
                    "--gpus: there is no driver for GPUs", "give the container the device nodes with --device");
        }
        if (!storage.isEmpty()) {
            throw unsupported("--storage-opt: overlay has no options for one container", "leave it out");
        }
        if (socket) {
            throw unsupported("--use-api-socket: there is no API socket", "leave it out");
        }
        if (!trusting) {
            throw unsupported("--disable-content-trust=false: images are not verified by signatures", "leave it out");
        }
    }

    private static JcomposeException unsupported(String what, String remedy) {
        return new JcomposeException(Kind.UNSUPPORTED, what, remedy);
    }

    /** {@code SOURCE[:TARGET][:PERMISSIONS]}, where a compose file wants a target before the permissions. */
    private static String device(String word) {
        String[] parts = word.split(":", -1);
        boolean permitted = parts.length == 2 && parts[1].matches("[rwm]{1,3}");
        String target = parts.length == 1 || permitted ? parts[0] : parts[1];
        if (!target.startsWith("/")) {
            throw ComposeCommand.invalid(target + " is not an absolute path", "begin it with a /");
        }
        return permitted ? parts[0] + ":" + parts[0] + ":" + parts[1] : word;
    }

    void write(ServiceDocument document) {
        refuse();
        document.put("annotations", Assignments.pairs(annotations));
        document.put("privileged", privileged ? Boolean.TRUE : null);
        document.put("cap_add", add);
        document.put("cap_drop", drop);
        document.put("security_opt", security);
        document.put("sysctls", Assignments.pairs(sysctls));
        document.put("devices", devices.stream().map(RightsFlags::device).toList());
        document.put("device_cgroup_rules", deviceRules);
        document.put("pid", pid);
        document.put("ipc", ipc);
        document.put("uts", uts);
        document.put("userns_mode", userns);
        document.put("cgroup", cgroupns);
        document.put("cgroup_parent", cgroupParent);
    }
}

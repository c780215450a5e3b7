package io.jcompose.cli.command.container.flags;

import io.jcompose.cli.command.ComposeCommand;
import io.jcompose.error.JcomposeException;
import io.jcompose.error.JcomposeException.Kind;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine.Option;

/** What is mounted. */
public final class MountFlags {
    /** Of SELinux and Docker Desktop. */
    private static final List<String> WITHOUT_EFFECT = List.of("z", "Z", "cached", "delegated", "consistent");

    private static final List<String> EFFECTIVE =
            List.of("ro", "rw", "nocopy", "private", "rprivate", "shared", "rshared", "slave", "rslave");
    private static final List<String> TYPES = List.of("bind", "volume", "tmpfs", "image", "cluster", "npipe");

    @Option(
            names = {"-v", "--volume"},
            paramLabel = "[SOURCE:]TARGET[:OPTIONS]",
            description = "Bind mount a volume")
    List<String> volumes = new ArrayList<>();

    @Option(names = "--mount", paramLabel = "type=TYPE,...", description = "Attach a filesystem mount to the container")
    List<String> mounts = new ArrayList<>();

    @Option(names = "--tmpfs", paramLabel = "TARGET[:OPTIONS]", description = "Mount a tmpfs directory")
    List<String> tmpfs = new ArrayList<>();

    @Option(
            names = "--volumes-from",
            paramLabel = "CONTAINER",
            description = "Mount volumes from the specified container(s)")
    List<String> volumesFrom = new ArrayList<>();

    @Option(names = "--volume-driver", paramLabel = "DRIVER", description = "Optional volume driver for the container")
    String driver = "";

    @Option(names = "--read-only", description = "Mount the container's root filesystem as read only")
    boolean readOnly;

    void write(ServiceDocument document) {
        checkDriver(driver);
        volumes.forEach(volume -> document.add("volumes", checked(volume)));
        mounts.forEach(mount -> document.add("volumes", mount(mount)));
        document.put("tmpfs", tmpfs);
        document.put(
                "volumes_from",
                volumesFrom.stream().map(name -> "container:" + name).toList());
        document.put("read_only", readOnly ? Boolean.TRUE : null);
    }

    private static void checkDriver(String driver) {
        if (!driver.isEmpty() && !driver.equals("local")) {
            throw ComposeCommand.invalid(
                    "error looking up volume plugin " + driver + ": plugin \"" + driver + "\" not found",
                    "leave it out, or use local");
        }
    }

    /** A compose file's options that nobody knows have no effect; docker's refuses them. */
    private static String checked(String volume) {
        String[] parts = volume.split(":", -1);
        if (parts.length > 3) {
            throw ComposeCommand.invalid(
                    "invalid volume specification: '" + volume + "'", "write SOURCE:TARGET:OPTIONS");
        }
        if (parts.length == 3) {
            for (String mode : parts[2].split(",")) {
                if (!EFFECTIVE.contains(mode) && !WITHOUT_EFFECT.contains(mode)) {
                    throw ComposeCommand.invalid(
                            "invalid mode: " + parts[2], "use some of " + String.join(", ", EFFECTIVE));
                }
            }
        }
        checkTarget(parts.length == 1 ? parts[0] : parts[1], volume);
        if (parts.length < 3) {
            return volume;
        }
        String modes = Arrays.stream(parts[2].split(","))
                .filter(mode -> !WITHOUT_EFFECT.contains(mode))
                .collect(Collectors.joining(","));
        return parts[0] + ":" + parts[1] + (modes.isEmpty() ? "" : ":" + modes);
    }

    private static void checkTarget(String target, String word) {
        if (target.startsWith("/") && Path.of(target).normalize().equals(Path.of("/"))) {
            throw ComposeCommand.invalid(
                    "invalid volume specification: '" + word + "': destination can't be '/'", "mount it below");
        }
    }

    /** {@code --mount}'s comma-separated pairs as compose's long form. */
    static Map<String, Object> mount(String word) {
        Map<String, Object> mount = new LinkedHashMap<>(Map.of("type", "volume"));
        for (String part : word.split(",")) {
            int equals = part.indexOf('=');
            String key = equals < 0 ? part : part.substring(0, equals);
            String value = equals < 0 ? "true" : part.substring(equals + 1);
            switch (key) {
                case "type" -> mount.put("type", type(value));
                case "source", "src" -> mount.put("source", value);
                case "target", "dst", "destination" -> mount.put("target", value);
                case "readonly", "ro" -> mount.put("read_only", truth(word, value));
                case "consistency" -> {} // only Docker Desktop has it
                case "bind-propagation" -> member(mount, "bind", "propagation", value);
                case "bind-recursive" -> member(mount, "bind", "recursive", value);
                case "bind-nonrecursive" ->
                    member(mount, "bind", "recursive", truth(word, value) ? "disabled" : "enabled");
                case "volume-nocopy" -> member(mount, "volume", "nocopy", truth(word, value));
                case "volume-driver" -> checkDriver(value);
                case "volume-label", "volume-opt" ->
                    throw new JcomposeException(
                            Kind.UNSUPPORTED, key + " is not acted on by --mount", "make the volume in a compose file");
                case "volume-subpath" -> member(mount, "volume", "subpath", value);
                case "tmpfs-size" -> member(mount, "tmpfs", "size", value);
                case "tmpfs-mode" -> member(mount, "tmpfs", "mode", mode(word, value));
                default -> throw wrong(word, "unexpected key '" + key + "' in '" + part + "'");
            }
        }
        if (!mount.containsKey("target")) {
            throw wrong(word, "target is required");
        }
        checkTarget(String.valueOf(mount.get("target")), word);
        boolean anonymous = "volume".equals(mount.get("type")) && !mount.containsKey("source");
        if (anonymous && Boolean.TRUE.equals(mount.get("read_only"))) {
            throw ComposeCommand.invalid(
                    "invalid mount config for type \"volume\": must not set ReadOnly mode when using anonymous volumes",
                    "give it a source, or leave out readonly");
        }
        if (mount.get("type") instanceof String type && type.equals("bind")) {
            if (!mount.containsKey("source")) {
                throw wrong(word, "source is required for a bind mount");
            }
            // Other than -v, --mount makes no missing source.
            member(mount, "bind", "create_host_path", false);
        }
        return mount;
    }

    private static String type(String word) {
        if (!TYPES.contains(word)) {
            throw ComposeCommand.invalid(
                    "invalid mount config for type \"" + word + "\": mount type unknown", "use bind, volume or tmpfs");
        }
        return word;
    }

    private static void member(Map<String, Object> mount, String kind, String name, Object value) {
        Map<Object, Object> all = new LinkedHashMap<>();
        if (mount.get(kind) instanceof Map<?, ?> before) {
            all.putAll(before);
        }
        all.put(name, value);
        mount.put(kind, all);
    }

    private static boolean truth(String word, String value) {
        return switch (value) {
            case "true", "1" -> true;
            case "false", "0" -> false;
            default -> throw wrong(word, "invalid value: \"" + value + "\" is not true or false");
        };
    }

    private static int mode(String word, String value) {
        try {
            return Integer.parseInt(value, 8);
        } catch (NumberFormatException e) {
            throw wrong(word, "invalid value for tmpfs-mode: " + value);
        }
    }

    private static RuntimeException wrong(String word, String why) {
        return ComposeCommand.invalid(
                "invalid argument \"" + word + "\" for \"--mount\" flag: " + why,
                "write for instance type=bind,source=/srv,target=/srv,readonly");
    }
}

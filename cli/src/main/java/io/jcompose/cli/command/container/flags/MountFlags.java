package io.jcompose.cli.command.container.flags;

import io.jcompose.cli.command.ComposeCommand;
import io.jcompose.engine.container.ContainerSpec;
import io.jcompose.volumes.VolumeSpec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine.Option;

/** What is mounted. */
public final class MountFlags {
    /** Of SELinux and Docker Desktop. */
    private static final List<String> WITHOUT_EFFECT = List.of("z", "Z", "cached", "delegated", "consistent");

    private static final List<String> EFFECTIVE =
            List.of("ro", "rw", "nocopy", "private", "rprivate", "shared", "rshared", "slave", "rslave");
    /** Of each group one may be said. */
    private static final List<List<String>> GROUPS = List.of(
            List.of("ro", "rw"),
            List.of("z", "Z"),
            List.of("nocopy"),
            List.of("cached", "delegated", "consistent"),
            List.of("private", "rprivate", "shared", "rshared", "slave", "rslave"));

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
        tmpfs.forEach(word -> checkTarget(target(word), word));
        volumes.forEach(volume -> document.add("volumes", checked(volume)));
        mounts.forEach(mount -> document.add("volumes", MountWord.of(mount).mount()));
        checkDuplicates();
        volumesFrom.forEach(MountFlags::checkMode);
        document.put("tmpfs", tmpfs);
        document.put(
                "volumes_from",
                volumesFrom.stream().map(name -> "container:" + name).toList());
        document.put("read_only", readOnly ? Boolean.TRUE : null);
    }

    /** As docker: a volume without a name gives way to what is mounted at its place, and of two tmpfs by their own flag the later one counts. */
    private void checkDuplicates() {
        List<String> targets = new ArrayList<>();
        volumes.stream()
                .filter(volume -> volume.indexOf(':') >= 0)
                .map(volume -> volume.split(":", -1)[1])
                .forEach(targets::add);
        mounts.forEach(mount -> targets.add(MountWord.of(mount).target()));
        tmpfs.stream().map(MountFlags::target).distinct().forEach(targets::add);
        Set<Path> taken = new HashSet<>();
        for (String target : targets) {
            if (!taken.add(Path.of(target).normalize())) {
                throw ComposeCommand.invalid(
                        "Duplicate mount point: " + Path.of(target).normalize(), "mount one thing at each place");
            }
        }
    }

    private static String target(String tmpfs) {
        return tmpfs.indexOf(':') < 0 ? tmpfs : tmpfs.substring(0, tmpfs.indexOf(':'));
    }

    /** As docker, before the container is made rather than when it starts. */
    static void checkSources(List<ContainerSpec.Mount> mounts) {
        for (ContainerSpec.Mount mount : mounts) {
            if (mount instanceof ContainerSpec.Mount.Bind bind
                    && !bind.createHostPath()
                    && !Files.exists(bind.source())) {
                throw ComposeCommand.invalid(
                        "invalid mount config for type \"bind\": bind source path does not exist: " + bind.source(),
                        "make it, or correct the path");
            }
        }
    }

    /** Those that {@code --mount} says how to make, by their targets. */
    Map<String, VolumeSpec> volumesToMake() {
        Map<String, VolumeSpec> wanted = new LinkedHashMap<>();
        for (String word : mounts) {
            MountWord mount = MountWord.of(word);
            mount.volume().ifPresent(volume -> wanted.put(mount.target(), volume));
        }
        return wanted;
    }

    static void checkDriver(String driver) {
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
            List<String> modes = List.of(parts[2].split(",", -1));
            boolean known = modes.stream().allMatch(mode -> EFFECTIVE.contains(mode) || WITHOUT_EFFECT.contains(mode));
            boolean single = GROUPS.stream()
                    .allMatch(group -> modes.stream().filter(group::contains).count() <= 1);
            if (!known || !single) {
                throw ComposeCommand.invalid(
                        "invalid mode: " + parts[2], "use some of " + String.join(", ", EFFECTIVE));
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

    /** {@code CONTAINER[:ro|rw]}. */
    private static void checkMode(String word) {
        String mode = word.indexOf(':') < 0 ? "rw" : word.substring(word.indexOf(':') + 1);
        if (!List.of("ro", "rw", "z", "Z").contains(mode)) {
            throw ComposeCommand.invalid("invalid mode: " + mode, "write CONTAINER, CONTAINER:ro or CONTAINER:rw");
        }
    }

    static void checkTarget(String target, String word) {
        if (target.startsWith("/") && Path.of(target).normalize().equals(Path.of("/"))) {
            throw ComposeCommand.invalid(
                    "invalid volume specification: '" + word + "': destination can't be '/'", "mount it below");
        }
    }
}

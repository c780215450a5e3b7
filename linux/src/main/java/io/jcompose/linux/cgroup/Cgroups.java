package io.jcompose.linux.cgroup;

import io.jcompose.linux.Errno;
import io.jcompose.linux.LinuxException;
import io.jcompose.linux.file.Descriptors;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What cgroup hierarchies this machine has. Read once; mounts of cgroups don't change under a running engine. */
public final class Cgroups {
    private final boolean unified;
    /** Of version 2; empty when it is not mounted. */
    private final String unifiedMount;
    /** Mount points of version 1 by the last part of their path. */
    private final Map<String, String> mounts;

    private Cgroups(boolean unified, String unifiedMount, Map<String, String> mounts) {
        this.unified = unified;
        this.unifiedMount = unifiedMount;
        this.mounts = mounts;
    }

    /** @throws LinuxException ENODEV when no cgroup file system is mounted */
    public static Cgroups detect() {
        String version2 = "";
        Map<String, String> version1 = new TreeMap<>();
        for (String line : Descriptors.readFile("/proc/self/mountinfo").split("\n")) {
            List<String> fields = List.of(line.split(" "));
            int separator = fields.indexOf("-");
            if (separator < 0 || !fields.get(3).equals("/")) {
                continue;
            }
            String point = fields.get(4);
            switch (fields.get(separator + 1)) {
                case "cgroup2" -> version2 = version2.isEmpty() ? point : version2;
                case "cgroup" -> version1.putIfAbsent(point.substring(point.lastIndexOf('/') + 1), point);
                default -> {
                    continue;
                }
            }
        }
        if (version2.isEmpty() && version1.isEmpty()) {
            throw new LinuxException(Errno.ENODEV, "cgroups", "/proc/self/mountinfo");
        }
        boolean unified = !version2.isEmpty() && (version2.equals("/sys/fs/cgroup") || version1.isEmpty());
        return new Cgroups(unified, version2, version1);
    }

    public boolean isUnified() {
        return unified;
    }

    /** The names of the groups directly below a path, in whatever hierarchy they are; none when there is no such path. */
    public Set<String> below(String path) {
        Set<String> names = new TreeSet<>();
        for (String mount : unified ? List.of(unifiedMount) : mounts.values()) {
            try (var groups = Files.newDirectoryStream(Path.of(mount + path), Files::isDirectory)) {
                groups.forEach(group -> names.add(group.getFileName().toString()));
            } catch (NoSuchFileException e) {
                continue;
            } catch (IOException e) {
                throw new UncheckedIOException("the cgroups below " + mount + path + " can't be listed", e);
            }
        }
        return names;
    }

    /**
     * Removes the groups at a path with those below them, in every hierarchy: where version 2 is mounted beside version 1 there too, in which runc makes groups.
     *
     * @param path as for {@link #at}; nobody is in it
     */
    public void remove(String path) {
        at(path).remove();
        if (!unified && !unifiedMount.isEmpty()) {
            ControlFiles.removeTree(unifiedMount + path);
        }
    }

    /** @param path absolute below the root of each hierarchy */
    public Cgroup at(String path) {
        if (!path.startsWith("/") || List.of(path.split("/")).contains("..")) {
            throw new IllegalArgumentException("a cgroup path is absolute and has no \"..\": " + path);
        }
        if (unified) {
            return new CgroupV2(unifiedMount, path);
        }
        List<CgroupV1.Hierarchy> hierarchies = new ArrayList<>();
        mounts.forEach((name, mount) -> hierarchies.add(new CgroupV1.Hierarchy(name, mount)));
        return new CgroupV1(hierarchies, path);
    }
}

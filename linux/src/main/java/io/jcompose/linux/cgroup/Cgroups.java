package io.jcompose.linux.cgroup;

import io.jcompose.linux.Errno;
import io.jcompose.linux.LinuxException;
import io.jcompose.linux.file.Descriptors;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What cgroup hierarchies this machine has. Read once; mounts of cgroups don't change under a running engine. */
public final class Cgroups {
    private final boolean unified;
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

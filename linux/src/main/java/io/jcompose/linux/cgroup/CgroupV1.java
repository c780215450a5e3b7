package io.jcompose.linux.cgroup;

import io.jcompose.linux.Errno;
import io.jcompose.linux.LinuxException;
import io.jcompose.linux.file.DescriptorSet;
import io.jcompose.linux.file.Descriptors;
import io.jcompose.linux.file.Open;
import io.jcompose.linux.process.Namespaces;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** The same path in every hierarchy of version 1. Threads can be members, so a child is born in the group of the thread that made it. */
final class CgroupV1 implements Cgroup {

    /** @param name last part of the mount point, {@code memory} or {@code cpu,cpuacct} */
    record Hierarchy(String name, String mount) {
        boolean holds(String controller) {
            return List.of(name.split(",")).contains(controller);
        }
    }

    private static final int ATTEMPTS = 500;

    private final List<Hierarchy> hierarchies;
    private final String path;

    CgroupV1(List<Hierarchy> hierarchies, String path) {
        this.hierarchies = List.copyOf(hierarchies);
        this.path = path;
    }

    /** The directory of a controller's hierarchy; a path that is nowhere when the machine lacks it. */
    private String directory(String controller) {
        return hierarchies.stream()
                .filter(hierarchy -> hierarchy.holds(controller))
                .findFirst()
                .map(hierarchy -> hierarchy.mount() + path)
                .orElse("/sys/fs/cgroup/" + controller + "/is-not-mounted");
    }

    @Override
    public void create() {
        for (Hierarchy hierarchy : hierarchies) {
            if (hierarchy.holds("cpuset")) {
                ControlFiles.makeDirectories(hierarchy.mount(), path, (parent, level) -> {
                    inherit(parent, level, "cpuset.cpus");
                    inherit(parent, level, "cpuset.mems");
                });
            } else {
                ControlFiles.makeDirectories(hierarchy.mount(), path);
            }
        }
    }

    /** A cpuset takes no task before it has cpus and memory nodes; a new one has none. */
    private static void inherit(String parent, String level, String file) {
        if (Descriptors.readFile(level + "/" + file).isBlank()) {
            Descriptors.writeFile(
                    level + "/" + file,
                    Descriptors.readFile(parent + "/" + file).strip());
        }
    }

    @Override
    public List<String> limit(CgroupLimits limits) {
        return new LimitsV1(this::directory, path.split("/").length - 2).apply(limits);
    }

    @Override
    public Entrance entrance(boolean ownView) {
        DescriptorSet files = new DescriptorSet();
        List<Integer> tasks = new ArrayList<>();
        try {
            for (Hierarchy hierarchy : hierarchies) {
                tasks.add(files.add(Descriptors.open(hierarchy.mount() + path + "/tasks", Open.WRONLY)));
            }
        } catch (LinuxException e) {
            files.close();
            throw e;
        }
        return new ThreadEntrance(tasks, files);
    }

    /** "0" is the writer itself; the kernel then needs no lock over all processes, which would cost milliseconds. */
    private record ThreadEntrance(List<Integer> tasks, DescriptorSet files) implements Entrance {
        @Override
        public void enter() {
            for (int file : tasks) {
                Descriptors.writeText(file, "tasks", "0");
            }
        }

        @Override
        public void enterView() {
            Namespaces.unshare(Namespaces.CGROUP);
        }

        @Override
        public OptionalInt birthplace() {
            return OptionalInt.empty();
        }

        @Override
        public void close() {
            files.close();
        }
    }

    @Override
    public void add(int pid) {
        // A child is where the thread that made it was.
    }

    @Override
    public List<Integer> processes() {
        return ControlFiles.processesOfTree(anyDirectory());
    }

    /** Every hierarchy holds the same processes; systemd's named one is not always there. */
    private String anyDirectory() {
        return hierarchies.getFirst().mount() + path;
    }

    @Override
    public void killAll() {
        if (isFrozen()) {
            // A frozen process of version 1 dies when it thaws.
            ControlFiles.killEach(processes());
            freeze(false);
        }
        ControlFiles.killUntilEmpty(anyDirectory());
    }

    @Override
    public void freeze(boolean frozen) {
        String file = directory("freezer") + "/freezer.state";
        String wanted = frozen ? "FROZEN" : "THAWED";
        if (frozen) {
            awaitOwnThreadsGone();
        }
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            // Written again each time: a process that forks while it is being frozen leaves the group in FREEZING
            // (cgroup-v1/freezer).
            Descriptors.writeFile(file, wanted);
            if (Descriptors.readFile(file).strip().equals(wanted)) {
                return;
            }
            ControlFiles.pause(attempt);
        }
        Descriptors.writeFile(file, "THAWED");
        throw new LinuxException(Errno.EBUSY, "freeze", path);
    }

    /**
     * A thread of ours that made a process is in the group until it has ended. Frozen in the midst of Java code it would keep the whole JVM
     * from its next safepoint.
     */
    private void awaitOwnThreadsGone() {
        String own = Long.toString(ProcessHandle.current().pid());
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            boolean there = ControlFiles.read(directory("freezer") + "/cgroup.procs")
                    .orElse("")
                    .lines()
                    .anyMatch(own::equals);
            if (!there) {
                return;
            }
            ControlFiles.pause(attempt);
        }
        throw new LinuxException(Errno.EBUSY, "freeze", path);
    }

    @Override
    public boolean isFrozen() {
        return ControlFiles.read(directory("freezer") + "/freezer.state")
                .filter(state -> !state.equals("THAWED"))
                .isPresent();
    }

    @Override
    public long outOfMemoryKills() {
        return ControlFiles.field(ControlFiles.read(directory("memory") + "/memory.oom_control"), "oom_kill");
    }

    @Override
    public Optional<MemoryAlarm> memoryAlarm() {
        return MemoryAlarm.ofVersion1(directory("memory"));
    }

    @Override
    public CgroupUsage usage() {
        String memory = directory("memory");
        Optional<String> blocks = ControlFiles.read(directory("blkio") + "/blkio.throttle.io_service_bytes_recursive");
        long used = ControlFiles.number(ControlFiles.read(memory + "/memory.usage_in_bytes"));
        long cache = ControlFiles.field(ControlFiles.read(memory + "/memory.stat"), "total_inactive_file");
        long limit = ControlFiles.number(ControlFiles.read(memory + "/memory.limit_in_bytes"));
        return new CgroupUsage(
                ControlFiles.number(ControlFiles.read(directory("cpuacct") + "/cpuacct.usage")),
                Math.max(0, used - cache),
                limit >= Long.MAX_VALUE - 4095 ? -1 : limit,
                ControlFiles.number(ControlFiles.read(directory("pids") + "/pids.current")),
                ControlFiles.sum(blocks, " Read "),
                ControlFiles.sum(blocks, " Write "));
    }

    @Override
    public List<View> views() {
        return hierarchies.stream()
                .map(hierarchy -> new View(hierarchy.name(), hierarchy.mount() + path))
                .toList();
    }

    @Override
    public boolean remove() {
        boolean found = false;
        for (Hierarchy hierarchy : hierarchies) {
            found |= ControlFiles.removeTree(hierarchy.mount() + path);
        }
        return found;
    }
}

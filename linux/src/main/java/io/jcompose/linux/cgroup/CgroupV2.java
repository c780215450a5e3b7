package io.jcompose.linux.cgroup;

import io.jcompose.linux.Errno;
import io.jcompose.linux.LinuxException;
import io.jcompose.linux.file.Descriptors;
import io.jcompose.linux.file.Open;
import io.jcompose.linux.syscall.LibcCgroup;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** One directory of the unified hierarchy. Only leaves hold processes (cgroup-v2.rst, "No Internal Process Constraint"). */
final class CgroupV2 implements Cgroup {
    private static final List<String> CONTROLLERS = List.of("cpu", "cpuset", "hugetlb", "io", "memory", "pids");
    private static final int ATTEMPTS = 500;

    private final String mount;
    private final String path;
    private final String directory;

    CgroupV2(String mount, String path) {
        this.mount = mount;
        this.path = path;
        this.directory = mount + path;
    }

    @Override
    public void create() {
        enableControllers(mount);
        ControlFiles.makeDirectories(mount, path, (parent, level) -> {
            if (!level.equals(directory)) {
                enableControllers(level);
            }
        });
    }

    /** One by one: some can't be had, for instance cpu while a realtime process sits in the root group. */
    private static void enableControllers(String parent) {
        Optional<String> offered = ControlFiles.read(parent + "/cgroup.controllers");
        Optional<String> enabled = ControlFiles.read(parent + "/cgroup.subtree_control");
        List<String> has = List.of(enabled.orElse("").split(" "));
        for (String controller : offered.orElse("").split(" ")) {
            if (CONTROLLERS.contains(controller) && !has.contains(controller)) {
                enable(parent, controller);
            }
        }
    }

    private static void enable(String parent, String controller) {
        try {
            Descriptors.writeFile(parent + "/cgroup.subtree_control", "+" + controller);
        } catch (LinuxException e) {
            if (e.errno() != Errno.EINVAL && e.errno() != Errno.EBUSY && e.errno() != Errno.ENOENT) {
                throw e;
            }
        }
    }

    @Override
    public List<String> limit(CgroupLimits limits) {
        return new LimitsV2(directory).apply(limits);
    }

    @Override
    public Entrance entrance(boolean ownView) {
        OptionalInt birthplace = LibcCgroup.isAvailable()
                ? OptionalInt.of(Descriptors.open(directory, Open.PATH | Open.DIRECTORY))
                : OptionalInt.empty();
        return new BirthEntrance(birthplace, ownView ? Optional.of(OwnView.of(directory)) : Optional.empty());
    }

    /** The threads of a process are in one group here, so the child is born in it, or with an older libc moved by {@link #add}. */
    private record BirthEntrance(OptionalInt birthplace, Optional<OwnView> view) implements Entrance {
        @Override
        public void enter() {
            // Nothing for a thread to do.
        }

        @Override
        public void enterView() {
            view.orElseThrow().enter();
        }

        @Override
        public void close() {
            birthplace.ifPresent(Descriptors::close);
            view.ifPresent(OwnView::close);
        }
    }

    @Override
    public void add(int pid) {
        if (!ControlFiles.processes(directory).contains(pid)) {
            Descriptors.writeFile(directory + "/cgroup.procs", Integer.toString(pid));
        }
    }

    @Override
    public List<Integer> processes() {
        return ControlFiles.processesOfTree(directory);
    }

    @Override
    public void killAll() {
        try {
            Descriptors.writeFile(directory + "/cgroup.kill", "1");
        } catch (LinuxException e) {
            // before Linux 5.14, or it has just been removed: the container ended by itself
            if (e.errno() != Errno.ENOENT && e.errno() != Errno.ENODEV) {
                throw e;
            }
        }
        ControlFiles.killUntilEmpty(directory);
    }

    @Override
    public void freeze(boolean frozen) {
        Descriptors.writeFile(directory + "/cgroup.freeze", frozen ? "1" : "0");
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            if (isFrozen() == frozen) {
                return;
            }
            ControlFiles.pause(attempt);
        }
        Descriptors.writeFile(directory + "/cgroup.freeze", "0");
        throw new LinuxException(Errno.EBUSY, "freeze", path);
    }

    @Override
    public boolean isFrozen() {
        return ControlFiles.field(ControlFiles.read(directory + "/cgroup.events"), "frozen") == 1;
    }

    @Override
    public long outOfMemoryKills() {
        return ControlFiles.field(ControlFiles.read(directory + "/memory.events"), "oom_kill");
    }

    @Override
    public Optional<MemoryAlarm> memoryAlarm() {
        return MemoryAlarm.ofVersion2(directory);
    }

    @Override
    public CgroupUsage usage() {
        long used = ControlFiles.number(ControlFiles.read(directory + "/memory.current"));
        long cache = ControlFiles.field(ControlFiles.read(directory + "/memory.stat"), "inactive_file");
        return new CgroupUsage(
                ControlFiles.field(ControlFiles.read(directory + "/cpu.stat"), "usage_usec") * 1000,
                Math.max(0, used - cache),
                ControlFiles.read(directory + "/memory.max")
                        .map(text -> ControlFiles.number(Optional.of(text)))
                        .orElse(-1L),
                ControlFiles.number(ControlFiles.read(directory + "/pids.current")),
                ControlFiles.sum(ControlFiles.read(directory + "/io.stat"), "rbytes="),
                ControlFiles.sum(ControlFiles.read(directory + "/io.stat"), "wbytes="));
    }

    @Override
    public List<View> views() {
        return List.of(new View("", directory));
    }

    @Override
    public boolean remove() {
        return ControlFiles.removeTree(directory);
    }
}

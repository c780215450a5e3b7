package io.jcompose.engine.runtime;

import io.jcompose.error.JcomposeException;
import io.jcompose.error.JcomposeException.Kind;
import io.jcompose.linux.Errno;
import io.jcompose.linux.LinuxException;
import io.jcompose.linux.file.DescriptorSet;
import io.jcompose.linux.file.Descriptors;
import io.jcompose.linux.file.Open;
import io.jcompose.linux.file.RootDirectory;
import io.jcompose.linux.mount.FileSystem;
import io.jcompose.linux.mount.Mounts;
import io.jcompose.linux.poll.Readiness;
import io.jcompose.linux.process.Namespaces;
import io.jcompose.linux.process.PidFd;
import io.jcompose.linux.process.Spawn;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

/**
 * Mounts proc in a container whose first process waits at the gate: proc shows a pid namespace, and one begins to exist with its first
 * process. Then hides what lies below it.
 */
final class ProcMount implements AutoCloseable {
    private final DescriptorSet open = new DescriptorSet();
    private Optional<MountVisits.Visit> work = Optional.empty();

    private ProcMount() {}

    static boolean isBelow(RuntimeSpec spec, String path) {
        return proc(spec)
                .filter(mount -> path.startsWith(mount.destination() + "/"))
                .isPresent();
    }

    private static Optional<MountSpec> proc(RuntimeSpec spec) {
        return spec.mounts().stream()
                .filter(mount -> "proc".equals(mount.type()))
                .findFirst();
    }

    /**
     * On a clean thread; the mount namespace is entered by another, which has done its work when this is closed.
     *
     * @param below what is mounted below it, on files of proc (lxcfs)
     */
    static ProcMount begin(RuntimeSpec spec, PidFd process, List<RootMounter.Prepared> below, MountVisits visits) {
        ProcMount mount = new ProcMount();
        try {
            proc(spec).ifPresent(proc -> mount.begin(spec, proc, process, below, visits));
            return mount;
        } catch (RuntimeException e) {
            mount.open.close();
            throw e;
        }
    }

    private void begin(
            RuntimeSpec spec, MountSpec proc, PidFd process, List<RootMounter.Prepared> below, MountVisits visits) {
        int made = detached(process.pid(), proc);
        if (made < 0) {
            mountByProgram(process.pid(), proc);
        } else {
            open.add(made);
        }
        boolean masks = spec.linux().maskedPaths().stream().anyMatch(path -> isBelow(spec, path));
        // the host's: what the container has at /dev/null may be anything (CVE-2025-31133)
        int nullDevice = masks ? open.add(Mounts.cloneTree(Open.AT_FDCWD, "/dev/null", false)) : -1;
        work = Optional.of(
                visits.begin(process, () -> attachAndProtect(spec, made, proc.destination(), below, nullDevice)));
    }

    /** Throws what the work threw. */
    @Override
    public void close() {
        try (open) {
            work.ifPresent(MountVisits.Visit::join);
        }
    }

    /** -1 on kernels (before 6.17) that can't say of which pid namespace proc shall be. */
    private static int detached(int pid, MountSpec mount) {
        int namespace = Descriptors.open("/proc/" + pid + "/ns/pid", Open.RDONLY);
        try (FileSystem proc = FileSystem.open("proc", mount.source() == null ? "proc" : mount.source())) {
            return proc.attemptDescriptor("pidns", namespace) < 0
                    ? -1
                    : proc.mount(MountOptions.parse(mount.options()).set());
        } finally {
            Descriptors.close(namespace);
        }
    }

    /** What is protected is looked for in proc itself, to which no link leads: nobody turns the path elsewhere meanwhile (CVE-2019-19921). */
    private static void attachAndProtect(
            RuntimeSpec spec, int made, String destination, List<RootMounter.Prepared> below, int nullDevice) {
        try (DescriptorSet open = new DescriptorSet()) {
            RootDirectory root = new RootDirectory(open.add(Descriptors.open("/", Open.PATH | Open.DIRECTORY)));
            if (made >= 0) {
                Mounts.attach(made, open.add(root.openPlain(destination)), destination);
            }
            below.forEach(mount -> mount.attach(root));
            RootDirectory proc = new RootDirectory(open.add(root.openPlain(destination)));
            for (String path : spec.linux().readonlyPaths()) {
                if (path.startsWith(destination + "/")) {
                    RootMounter.makeReadOnly(proc, path.substring(destination.length()));
                }
            }
            Covers covers = new Covers(() -> nullDevice, open);
            for (String path : spec.linux().maskedPaths()) {
                if (path.startsWith(destination + "/")) {
                    covers.hide(proc, path.substring(destination.length()));
                }
            }
        }
    }

    /**
     * Only a process inside a pid namespace can mount its proc on an older kernel, and a JVM can't be one: util-linux' mount is run in the
     * pid namespace, enters the mount namespace and mounts.
     */
    private static void mountByProgram(int pid, MountSpec mount) {
        String program = Stream.of("/usr/bin/mount", "/bin/mount")
                .filter(file -> Files.isExecutable(Path.of(file)))
                .findFirst()
                .orElseThrow(() -> new JcomposeException(
                        Kind.FAILED_PRECONDITION,
                        "this kernel can't mount proc for a container without the program \"mount\"",
                        "install the package mount (util-linux), or use Linux 6.17 or later"));
        int nothing = Descriptors.open("/dev/null", Open.RDWR);
        int namespace = Descriptors.open("/proc/" + pid + "/ns/pid", Open.RDONLY);
        Spawn spawn = new Spawn(
                program,
                List.of(
                        program,
                        "-N",
                        "/proc/" + pid + "/ns/mnt",
                        "-t",
                        "proc",
                        "-o",
                        options(mount),
                        "proc",
                        mount.destination()),
                List.of("LC_ALL=C"),
                new Spawn.Stdio.Descriptors(nothing, nothing, nothing),
                Optional.empty(),
                Optional.empty(),
                OptionalInt.empty());
        AtomicReference<Spawn.Result> result = new AtomicReference<>(new Spawn.Result(Errno.ESRCH, 0));
        try {
            OneWayThread.run("jcompose-mount-" + pid, () -> {
                Namespaces.enter(namespace, Namespaces.PID);
                result.set(spawn.run());
            });
        } finally {
            Descriptors.close(namespace);
            Descriptors.close(nothing);
        }
        int code = awaitEnd(Objects.requireNonNull(result.get()));
        if (code != 0) {
            throw new JcomposeException(
                    Kind.FAILED_PRECONDITION,
                    "mounting proc at \"" + mount.destination() + "\" failed: " + program + " ended with " + code);
        }
    }

    private static String options(MountSpec mount) {
        return mount.options().isEmpty() ? "rw" : String.join(",", mount.options());
    }

    private static int awaitEnd(Spawn.Result spawned) {
        if (spawned.errno() != 0) {
            return 127;
        }
        try (PidFd program =
                PidFd.open(spawned.pid()).orElseThrow(() -> new LinuxException(Errno.ESRCH, "pidfd_open", "mount"))) {
            Readiness.await(program.descriptor(), program.descriptor());
            return program.ending() instanceof PidFd.Ending.Status status && !status.killed() ? status.code() : 128;
        }
    }
}

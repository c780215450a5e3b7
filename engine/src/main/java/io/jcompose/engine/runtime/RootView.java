package io.jcompose.engine.runtime;

import io.jcompose.error.JcomposeException;
import io.jcompose.error.JcomposeException.Kind;
import io.jcompose.linux.LinuxException;
import io.jcompose.linux.cgroup.Cgroups;
import io.jcompose.linux.file.DescriptorSet;
import io.jcompose.linux.file.Descriptors;
import io.jcompose.linux.file.Open;
import io.jcompose.linux.file.RootDirectory;
import io.jcompose.linux.process.Namespaces;
import io.jcompose.linux.process.PidFd;
import io.jcompose.linux.tree.Directory;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The files of a container as its processes see them: its root with all mounts, reached through one descriptor. No path leads out of it, as
 * {@link Directory#inside} resolves links in the kernel with this root as theirs.
 */
public final class RootView implements AutoCloseable {
    private static final int NO_NAMESPACE = -1;

    private final Directory root;
    private final int namespace;

    private RootView(Directory root, int namespace) {
        this.root = root;
        this.namespace = namespace;
    }

    /** Of a running process: {@code /proc/PID/root} leads into its mount namespace (proc_pid_root(5)). Empty when it has ended. */
    public static Optional<RootView> of(ProcessIdentity process) {
        Directory root;
        try {
            root = Directory.open(Path.of("/proc/" + process.pid() + "/root"));
        } catch (LinuxException e) {
            return Optional.empty();
        }
        return new RootView(root, NO_NAMESPACE).unlessEnded(process);
    }

    /** The pid may have been another process's by the time it was looked up. */
    private Optional<RootView> unlessEnded(ProcessIdentity process) {
        if (PidFd.startTime(process.pid())
                .filter(time -> time == process.startTime())
                .isPresent()) {
            return Optional.of(this);
        }
        close();
        return Optional.empty();
    }

    /**
     * Of a running container whose process has the machine's root ({@link ProcessRoot#isTheMachines}): where the engine put the container's root for the runtime, in the process's mount namespace, with the container's mounts in a copy of that namespace.
     * Empty when the process has ended.
     *
     * @param mounts binds; what is mounted of images is in the runtime's root already
     * @param root where the overlay is mounted
     * @throws JcomposeException when nothing is mounted there
     */
    public static Optional<RootView> beside(ProcessIdentity process, List<MountSpec> mounts, Path root, Path bundle) {
        int theirs;
        try {
            theirs = Descriptors.open("/proc/" + process.pid() + "/ns/mnt", Open.RDONLY);
        } catch (LinuxException e) {
            return Optional.empty();
        }
        AtomicReference<RootView> made = new AtomicReference<>();
        try (DescriptorSet open = new DescriptorSet()) {
            open.add(theirs);
            OneWayThread.run("root-beside", () -> {
                Namespaces.unshare(Namespaces.FS);
                Namespaces.enter(theirs, Namespaces.MOUNT);
                Namespaces.unshare(Namespaces.MOUNT);
                Propagation.ofRoot("rprivate", root.toString());
                if (device(root) == device(root.resolve(".."))) {
                    throw new JcomposeException(
                            Kind.FAILED_PRECONDITION,
                            "the files of a container that runs by this runtime are out of reach",
                            "stop it first");
                }
                RootMounter mounter = mounter(spec(mounts, root), root, bundle, open);
                mounter.mountAll(
                        new RootDirectory(open.add(Descriptors.open(root.toString(), Open.PATH | Open.DIRECTORY))));
                made.set(held(root));
            });
        }
        return Objects.requireNonNull(made.get()).unlessEnded(process);
    }

    /**
     * Of a container that does not run: its mounts are made in a mount namespace that nothing but this view holds.
     *
     * @param mounts an overlay on "/" first
     * @param root an existing directory, where the overlay is mounted
     * @param bundle for files that old kernels need
     */
    public static RootView mount(List<MountSpec> mounts, Path root, Path bundle) {
        AtomicReference<RootView> made = new AtomicReference<>();
        OneWayThread.run("root-view", () -> {
            Namespaces.unshare(Namespaces.FS | Namespaces.MOUNT);
            Propagation.ofRoot("rprivate", root.toString());
            try (DescriptorSet open = new DescriptorSet()) {
                RootMounter mounter = mounter(spec(mounts, root), root, bundle, open);
                mounter.mountAll(mounter.mountRoot());
                made.set(held(root));
            }
        });
        return Objects.requireNonNull(made.get());
    }

    private static long device(Path path) {
        try (Directory directory = Directory.open(path)) {
            return directory.status("").orElseThrow().device();
        }
    }

    private static RootMounter mounter(RuntimeSpec spec, Path root, Path bundle, DescriptorSet open) {
        return new RootMounter(spec, root, bundle, () -> Cgroups.detect().at("/"), new MountSources(List.of()), open);
    }

    /** In the calling thread's mount namespace: one without processes lives as long as a descriptor of it (namespaces(7)). */
    private static RootView held(Path root) {
        int namespace = Descriptors.open("/proc/thread-self/ns/mnt", Open.RDONLY);
        return new RootView(Directory.open(root), namespace);
    }

    /** With nothing but mounts. */
    private static RuntimeSpec spec(List<MountSpec> mounts, Path root) {
        return new RuntimeSpec(
                RuntimeSpec.OCI_VERSION,
                new ProcessSpec(
                        false,
                        null,
                        ProcessSpec.User.ROOT,
                        List.of(),
                        List.of(),
                        "/",
                        null,
                        List.of(),
                        false,
                        null,
                        null),
                new RuntimeSpec.Root(root.toString(), false),
                null,
                null,
                mounts,
                Map.of(),
                LinuxSpec.EMPTY);
    }

    public Directory root() {
        return root;
    }

    @Override
    public void close() {
        root.close();
        Descriptors.close(namespace);
    }
}

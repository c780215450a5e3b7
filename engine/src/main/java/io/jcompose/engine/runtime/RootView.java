package io.jcompose.engine.runtime;

import io.jcompose.linux.cgroup.Cgroups;
import io.jcompose.linux.file.DescriptorSet;
import io.jcompose.linux.file.Descriptors;
import io.jcompose.linux.file.Open;
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
        } catch (io.jcompose.linux.LinuxException e) {
            return Optional.empty();
        }
        // the pid may have been another process's by then
        if (PidFd.startTime(process.pid())
                .filter(time -> time == process.startTime())
                .isEmpty()) {
            root.close();
            return Optional.empty();
        }
        return Optional.of(new RootView(root, NO_NAMESPACE));
    }

    /**
     * Of a container that does not run: its mounts are made in a mount namespace that nothing but this view holds.
     *
     * @param mounts an overlay on "/" first
     * @param root an existing directory, where the overlay is mounted
     * @param bundle for files that old kernels need
     */
    public static RootView mount(List<MountSpec> mounts, Path root, Path bundle) {
        RuntimeSpec spec = new RuntimeSpec(
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
        AtomicReference<RootView> made = new AtomicReference<>();
        OneWayThread.run("root-view", () -> {
            Namespaces.unshare(Namespaces.FS | Namespaces.MOUNT);
            Propagation.ofRoot("rprivate", root.toString());
            try (DescriptorSet open = new DescriptorSet()) {
                RootMounter mounter = new RootMounter(
                        spec, root, bundle, () -> Cgroups.detect().at("/"), new MountSources(List.of()), open);
                mounter.mountAll(mounter.mountRoot());
                // a namespace without processes lives as long as a descriptor of it (namespaces(7))
                int namespace = Descriptors.open("/proc/thread-self/ns/mnt", Open.RDONLY);
                made.set(new RootView(Directory.open(root), namespace));
            }
        });
        return Objects.requireNonNull(made.get());
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

package io.jcompose.engine.runtime;

import io.jcompose.error.JcomposeException;
import io.jcompose.error.JcomposeException.Kind;
import io.jcompose.linux.Errno;
import io.jcompose.linux.LinuxException;
import io.jcompose.linux.cgroup.Cgroup;
import io.jcompose.linux.file.DescriptorSet;
import io.jcompose.linux.file.Descriptors;
import io.jcompose.linux.file.FileStatus;
import io.jcompose.linux.file.Open;
import io.jcompose.linux.file.RootDirectory;
import io.jcompose.linux.mount.FileSystem;
import io.jcompose.linux.mount.MountAttributes;
import io.jcompose.linux.mount.Mounts;
import io.jcompose.linux.mount.Overlay;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Supplier;

/** Makes the mounts of a container in the mount namespace of the calling thread, before the root is changed. */
final class RootMounter {
    private final RuntimeSpec spec;
    private final Path rootPath;
    private final Path bundle;
    private final Supplier<Cgroup> group;
    private final MountSources foreign;
    private final DescriptorSet open;
    private final Map<MountSpec, Integer> peers = new LinkedHashMap<>();
    private ImageTrees images;

    /**
     * @param group asked for when it is mounted
     * @param open gets what must stay open as long as the mounting goes on
     */
    RootMounter(
            RuntimeSpec spec,
            Path rootPath,
            Path bundle,
            Supplier<Cgroup> group,
            MountSources foreign,
            DescriptorSet open) {
        this.spec = spec;
        this.rootPath = rootPath;
        this.bundle = bundle;
        this.group = group;
        this.foreign = foreign;
        this.open = open;
        this.images = new ImageTrees(List.of(), rootPath, bundle, open);
    }

    /** The root's own file system, at its place; nothing of it is seen on the host. */
    RootDirectory mountRoot() {
        copyPeers();
        Propagation.ofRoot(spec.linux().rootfsPropagation(), rootPath.toString());
        images = new ImageTrees(
                spec.mounts().stream()
                        .filter(mount -> mount.layered() && !isRootOverlay(mount))
                        .filter(mount -> !ProcMount.isBelow(spec, mount.destination()))
                        .toList(),
                rootPath,
                bundle,
                open);
        MountSpec overlay = spec.mounts().stream()
                .filter(RootMounter::isRootOverlay)
                .findFirst()
                .orElse(null);
        if (overlay == null) {
            int tree = open.add(Mounts.cloneTree(Open.AT_FDCWD, rootPath.toString(), true));
            int point = open.add(Descriptors.open(rootPath.toString(), Open.PATH | Open.DIRECTORY));
            Mounts.attach(tree, point, rootPath.toString());
        } else {
            mountOverlay(overlay);
        }
        return new RootDirectory(open.add(Descriptors.open(rootPath.toString(), Open.PATH | Open.DIRECTORY)));
    }

    /** What is mounted below a shared bind is to be seen on both sides: a copy is a peer only as long as the mounts here are the host's peers. */
    private void copyPeers() {
        for (MountSpec mount : spec.mounts()) {
            if (isShared(mount)) {
                sayingWhich(
                        mount,
                        () -> peers.put(mount, copy(mount, mount.options().contains("rbind"))));
            }
        }
    }

    /** A bind that is to tell the host of what is mounted in it. */
    static boolean isShared(MountSpec mount) {
        List<String> options = mount.options();
        return (options.contains("rshared") || options.contains("shared"))
                && (options.contains("bind") || options.contains("rbind"));
    }

    /** At their sources, where a program that makes the mounts looks for them. */
    void showPeers() {
        peers.forEach((mount, tree) -> {
            String source = String.valueOf(mount.source());
            int place = open.add(Descriptors.open(source, Open.PATH));
            Mounts.attach(tree, place, source);
        });
    }

    /**
     * A bind as the spec has it, for a program to bind it on.
     *
     * @param place is made
     */
    void lend(MountSpec mount, Path place) {
        sayingWhich(mount, () -> {
            Prepared bind = prepareBind(mount, MountOptions.parse(mount.options()));
            try {
                if (bind.directory()) {
                    Files.createDirectories(place);
                } else if (!Files.exists(place)) {
                    Files.createFile(place);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            int target = open.add(Descriptors.open(place.toString(), Open.PATH));
            Mounts.attach(bind.tree(), target, place.toString());
        });
    }

    private static boolean isRootOverlay(MountSpec mount) {
        return mount.layered() && mount.destination().equals("/");
    }

    private void mountOverlay(MountSpec overlay) {
        List<String> lowers = new ArrayList<>();
        List<String> others = new ArrayList<>();
        String upper = "";
        String work = "";
        for (String option : overlay.options()) {
            if (option.startsWith(MountSpec.LOWER)) {
                lowers.add(option.substring(MountSpec.LOWER.length()));
            } else if (option.startsWith(MountSpec.UPPER)) {
                upper = option.substring(MountSpec.UPPER.length());
            } else if (option.startsWith(MountSpec.WORK)) {
                work = option.substring(MountSpec.WORK.length());
            } else {
                others.add(option);
            }
        }
        Overlay.mount(lowers, upper, work, rootPath.toString(), bundle.toString(), others);
    }

    /** All mounts of the spec but the root, and proc with what lies below it, which need the container's first process. */
    void mountAll(RootDirectory root) {
        for (MountSpec mount : spec.mounts()) {
            if (!isRootOverlay(mount) && !ProcMount.isBelow(spec, mount.destination())) {
                sayingWhich(mount, () -> mount(root, mount));
            }
        }
    }

    /** Those that a program which makes the others knows nothing of. */
    void mountImages(RootDirectory root) {
        for (MountSpec mount : spec.mounts()) {
            if (mount.layered() && !isRootOverlay(mount)) {
                sayingWhich(mount, () -> mount(root, mount));
            }
        }
    }

    private static void sayingWhich(MountSpec mount, Runnable mounting) {
        try {
            mounting.run();
        } catch (LinuxException e) {
            String source = mount.source() == null ? String.valueOf(mount.type()) : mount.source();
            throw new JcomposeException(
                    Kind.FAILED_PRECONDITION,
                    "mounting \"" + source + "\" at \"" + mount.destination() + "\" failed: " + e.getMessage(),
                    "",
                    e);
        }
    }

    /** A mount that is not at its place yet. */
    record Prepared(MountSpec spec, MountOptions options, int tree, boolean directory) {
        /** In the container's mount namespace. */
        void attach(RootDirectory root) {
            sayingWhich(spec, () -> {
                place(root, spec.destination(), tree, directory);
                propagate(tree, options);
            });
        }
    }

    /** What belongs below proc, made where its sources are seen. */
    List<Prepared> prepareBelowProc() {
        List<Prepared> prepared = new ArrayList<>();
        for (MountSpec mount : spec.mounts()) {
            if (ProcMount.isBelow(spec, mount.destination())) {
                sayingWhich(mount, () -> prepared.add(prepare(mount, MountOptions.parse(mount.options()))));
            }
        }
        return prepared;
    }

    private Prepared prepare(MountSpec mount, MountOptions options) {
        if (options.bind()) {
            return prepareBind(mount, options);
        }
        if (mount.layered()) {
            int tree = images.of(mount);
            Mounts.setAttributes(tree, "image", false, options.set(), options.clear(), 0);
            return new Prepared(mount, options, tree, Descriptors.status(tree).isDirectory());
        }
        String type = String.valueOf(mount.type());
        int made = fileSystem(type, mount.source() == null ? type : mount.source(), options);
        return new Prepared(mount, options, open.add(made), true);
    }

    private void mount(RootDirectory root, MountSpec mount) {
        MountOptions options = MountOptions.parse(mount.options());
        if (options.bind()) {
            prepareBind(mount, options).attach(root);
            return;
        }
        switch (String.valueOf(mount.type())) {
            case "proc" -> {
                Descriptors.close(root.ensureDirectory(mount.destination()));
                Descriptors.close(root.openPlain(mount.destination()));
            }
            case "cgroup", "cgroup2" -> mountCgroups(root, mount, options);
            default -> prepare(mount, options).attach(root);
        }
    }

    private static int fileSystem(String type, String source, MountOptions options) {
        try (FileSystem fileSystem = FileSystem.open(type, source)) {
            for (String option : options.data()) {
                int equals = option.indexOf('=');
                if (equals < 0) {
                    fileSystem.flag(option);
                } else {
                    fileSystem.set(option.substring(0, equals), option.substring(equals + 1));
                }
            }
            return fileSystem.mount(options.set());
        }
    }

    private static void place(RootDirectory root, String destination, int mount, boolean directory) {
        int target = directory ? root.ensureDirectory(destination) : root.ensureFile(destination);
        try {
            Mounts.attach(mount, target, destination);
        } finally {
            Descriptors.close(target);
        }
    }

    private Prepared prepareBind(MountSpec mount, MountOptions options) {
        String source = String.valueOf(mount.source());
        int tree = peers.containsKey(mount) ? peers.get(mount) : copy(mount, options.recursiveBind());
        FileStatus status = Descriptors.status(tree);
        foreign.mappingOf(mount)
                .ifPresent(
                        namespace -> Mounts.mapIds(tree, source, mount.options().contains("ridmap"), namespace));
        if ((options.set() | options.clear()) != 0) {
            Mounts.setAttributes(tree, source, false, options.set(), options.clear(), 0);
        }
        if ((options.recursiveSet() | options.recursiveClear()) != 0) {
            Mounts.setAttributes(tree, source, true, options.recursiveSet(), options.recursiveClear(), 0);
        }
        return new Prepared(mount, options, tree, status.isDirectory());
    }

    private int copy(MountSpec mount, boolean recursive) {
        return foreign.of(mount).orElseGet(() -> cloneSource(String.valueOf(mount.source()), recursive));
    }

    /** Looked up once: what is copied is what was found, whatever becomes of the path. */
    private int cloneSource(String source, boolean recursive) {
        int inside = source.indexOf(MountSpec.INSIDE);
        try {
            if (inside < 0) {
                return open.add(Mounts.cloneTree(Open.AT_FDCWD, source, recursive));
            }
            int outer = open.add(Descriptors.open(source.substring(0, inside), Open.PATH | Open.DIRECTORY));
            int found = open.add(
                    new RootDirectory(outer).open(source.substring(inside + MountSpec.INSIDE.length()), Open.PATH));
            return open.add(Mounts.cloneTree(found, "", recursive));
        } catch (LinuxException e) {
            if (e.errno() != Errno.ENOENT) {
                throw e;
            }
            throw new JcomposeException(
                    Kind.FAILED_PRECONDITION,
                    "the bind source path \"" + source + "\" does not exist",
                    "create it, or let it be created with bind.create_host_path",
                    e);
        }
    }

    private static void propagate(int mount, MountOptions options) {
        if (options.propagation() != 0) {
            Mounts.setAttributes(mount, "propagation", options.recursivePropagation(), 0, 0, options.propagation());
        }
    }

    /** The container's own groups, as binds of their directories: one for version 2, one a hierarchy below a tmpfs for version 1. */
    private void mountCgroups(RootDirectory root, MountSpec mount, MountOptions options) {
        List<Cgroup.View> views = group.get().views();
        if (views.size() == 1 && views.getFirst().name().isEmpty()) {
            int tree = cloneView(views.getFirst());
            Mounts.setAttributes(tree, mount.destination(), false, options.set(), 0, 0);
            place(root, mount.destination(), tree, true);
            return;
        }
        int tmpfs;
        try (FileSystem fileSystem = FileSystem.open("tmpfs")) {
            tmpfs = open.add(fileSystem.set("mode", "755").mount(options.set() & ~MountAttributes.RDONLY));
        }
        place(root, mount.destination(), tmpfs, true);
        for (Cgroup.View view : views) {
            Descriptors.makeDirectory(tmpfs, view.name(), 0755);
            Mounts.attachAt(cloneView(view), tmpfs, view.name());
        }
        Mounts.setAttributes(tmpfs, mount.destination(), true, options.set(), 0, 0);
    }

    private int cloneView(Cgroup.View view) {
        return open.add(Mounts.cloneTree(Open.AT_FDCWD, view.directory(), false));
    }

    /** Missing ones are left out. */
    static void makeReadOnly(RootDirectory root, String path) {
        OptionalInt found = root.locate(path, "make read-only");
        if (found.isEmpty()) {
            return;
        }
        int target = found.getAsInt();
        int tree = -1;
        try {
            tree = Mounts.cloneTree(target, "", true);
            Mounts.setAttributes(tree, path, true, MountAttributes.RDONLY, 0, 0);
            Mounts.attach(tree, target, path);
        } finally {
            Descriptors.close(tree);
            Descriptors.close(target);
        }
    }
}

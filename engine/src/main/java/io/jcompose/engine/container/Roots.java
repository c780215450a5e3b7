package io.jcompose.engine.container;

import io.jcompose.engine.container.ContainerSpec.Mount;
import io.jcompose.engine.image.Image;
import io.jcompose.engine.runtime.MountSpec;
import io.jcompose.engine.runtime.ProcessIdentity;
import io.jcompose.engine.runtime.ProcessRoot;
import io.jcompose.engine.runtime.ProcessSpec;
import io.jcompose.engine.runtime.RootView;
import io.jcompose.linux.tree.FileStatus.Owner;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Opens the files of containers: a running one's through its process, another one's by mounting what a start would mount. */
final class Roots {
    private final EngineParts parts;
    private final ContainerTable table;
    private final MountPoints mountPoints;
    private final Skeleton skeleton;

    Roots(EngineParts parts, ContainerTable table, MountPoints mountPoints, Skeleton skeleton) {
        this.parts = parts;
        this.table = table;
        this.mountPoints = mountPoints;
        this.skeleton = skeleton;
    }

    ContainerRoot open(Cell cell) {
        Optional<ContainerRoot> running = running(cell);
        if (running.isPresent()) {
            return running.get();
        }
        table.lock(cell);
        try {
            // it may have been started before the lock was free
            return running(cell).orElseGet(() -> mounted(cell));
        } catch (RuntimeException | Error e) {
            cell.operation.unlock();
            throw e;
        }
    }

    Optional<Owner> user(Cell cell) {
        Container container = cell.snapshot();
        Image image = parts.storage().images().get(container.imageId().value());
        List<Path> directories = new ArrayList<>(List.of(cell.files.upper()));
        directories.addAll(parts.storage().images().layerDirectories(image).reversed());
        String wanted = container
                .spec()
                .process()
                .user()
                .orElse(image.config().process().user());
        if (wanted.isEmpty()) {
            return Optional.empty();
        }
        table.hold(cell);
        try {
            ProcessSpec.User found =
                    UserLookup.in(directories).find(wanted, List.of()).user();
            return Optional.of(new Owner(found.uid(), found.gid()));
        } finally {
            cell.holds.letGo();
        }
    }

    /** To be closed. */
    ContainerLayers layers(Cell cell) {
        table.hold(cell);
        try {
            return held(cell);
        } catch (RuntimeException | Error e) {
            cell.holds.letGo();
            throw e;
        }
    }

    private ContainerLayers held(Cell cell) {
        Container container = cell.snapshot();
        Image image = parts.storage().images().get(container.imageId().value());
        List<String> targets = new ArrayList<>();
        container.spec().mounts().forEach(mount -> targets.add(mount.target()));
        container.volumes().forEach(volume -> targets.add(volume.target()));
        // once it was started
        targets.addAll(
                container.state() instanceof ContainerState.Created
                        ? List.of("/dev", "/proc", "/sys")
                        : RuntimeSpecs.targets(container.spec()));
        return new ContainerLayers(
                container,
                cell.files.upper(),
                skeleton.below(parts.storage().images().layerDirectories(image)),
                targets,
                cell.holds::letGo);
    }

    private Optional<ContainerRoot> running(Cell cell) {
        Container container = cell.snapshot();
        if (!(container.state() instanceof ContainerState.Running running)) {
            return Optional.empty();
        }
        Runnable release = cell.operation.isHeldByCurrentThread() ? cell.operation::unlock : () -> {};
        ProcessIdentity process = new ProcessIdentity(running.pid(), running.startTime());
        Optional<RootView> view =
                ProcessRoot.isTheMachines(running.pid()) ? beside(process, cell) : RootView.of(process);
        return view.map(of -> root(container, of, release));
    }

    private Optional<RootView> beside(ProcessIdentity process, Cell cell) {
        List<MountSpec> binds = lasting(cell.snapshot(), cell.files, layersTopFirst(cell)).stream()
                .filter(mount -> !mount.layered())
                .toList();
        return RootView.beside(process, binds, cell.files.merged(), cell.files.bundle());
    }

    private List<Path> layersTopFirst(Cell cell) {
        Image image = parts.storage().images().get(cell.snapshot().imageId().value());
        return skeleton.below(parts.storage().images().layerDirectories(image)).reversed();
    }

    /** What is in a tmpfs ends with the container's processes, or is seen by them alone. */
    private List<MountSpec> lasting(Container container, ContainerFiles files, List<Path> layersTopFirst) {
        List<String> tmpfs = container.spec().mounts().stream()
                .filter(Mount.Tmpfs.class::isInstance)
                .map(Mount::target)
                .toList();
        return mountPoints.specs(container, files, layersTopFirst).stream()
                .filter(mount -> !tmpfs.contains(mount.destination()))
                .toList();
    }

    private static ContainerRoot root(Container container, RootView view, Runnable release) {
        return new ContainerRoot(container.name(), container.spec().isolation().readOnlyRootfs(), view, release);
    }

    /** With the operation lock held, until the root is closed. */
    private ContainerRoot mounted(Cell cell) {
        Container container = cell.snapshot();
        List<Path> layersTopFirst = layersTopFirst(cell);
        List<MountSpec> mounts = new ArrayList<>();
        mounts.add(MountSpec.overlay(layersTopFirst, cell.files.upper(), cell.files.work()));
        String holder = "copy of " + cell.id.value();
        Runnable release = () -> {
            mountPoints.letGo(container, holder);
            cell.operation.unlock();
        };
        mountPoints.hold(container, holder);
        mounts.addAll(lasting(container, cell.files, layersTopFirst));
        return root(container, RootView.mount(mounts, cell.files.merged(), cell.files.bundle()), release);
    }
}

package io.jcompose.engine.container;

import io.jcompose.engine.container.Container.ResolvedVolume;
import io.jcompose.engine.container.ContainerSpec.Mount;
import io.jcompose.engine.image.Image;
import io.jcompose.engine.runtime.MountSpec;
import io.jcompose.error.JcomposeException;
import io.jcompose.error.JcomposeException.Kind;
import io.jcompose.linux.LinuxException;
import io.jcompose.linux.file.DescriptorSet;
import io.jcompose.linux.file.Descriptors;
import io.jcompose.linux.file.Open;
import io.jcompose.linux.file.RootDirectory;
import io.jcompose.linux.mount.MountPoint;
import io.jcompose.volumes.Volume;
import io.jcompose.volumes.VolumeSpec;
import io.jcompose.volumes.Volumes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.function.Function;

/** Turns the mounts that a container wants into volumes that exist and mounts that the runtime makes. */
final class MountPoints {
    private final Volumes volumes;
    private final VolumeFills fills;
    private final MountedImages images;

    MountPoints(Volumes volumes, MountedImages images) {
        this.volumes = volumes;
        this.fills = new VolumeFills(volumes);
        this.images = images;
    }

    /** Refuses what can't be: relative targets, two mounts at one target. */
    static void check(ContainerSpec spec) {
        List<String> targets = new ArrayList<>();
        for (Mount mount : spec.mounts()) {
            if (!mount.target().startsWith("/")) {
                throw new JcomposeException(
                        Kind.INVALID,
                        "invalid mount path: '" + mount.target() + "' mount path must be absolute",
                        "begin it with a /");
            }
            if (targets.contains(mount.target())) {
                throw new JcomposeException(
                        Kind.INVALID, "duplicate mount point: " + mount.target(), "mount one thing at each target");
            }
            targets.add(mount.target());
        }
    }

    /**
     * With the images that they show.
     *
     * @param claim finds an image by its name, which then nobody removes
     */
    List<Mount> settled(List<Mount> mounts, Function<String, Image> claim) {
        return images.settled(mounts, claim);
    }

    /**
     * Makes the volumes that the container needs, the image's VOLUMEs among them, and fills empty ones from the image.
     *
     * @param own gets the names of anonymous volumes before they are made, so that an unfinished creation can be undone
     * @param claim gets the names of all before they are looked for, so that nobody removes them
     */
    List<ResolvedVolume> resolve(
            ContainerSpec spec, Image image, List<Path> layersTopFirst, OwnVolumes own, Consumer<String> claim)
            throws IOException {
        List<ResolvedVolume> resolved = new ArrayList<>();
        List<String> covered = new ArrayList<>();
        for (Mount mount : spec.mounts()) {
            covered.add(mount.target());
            if (mount instanceof Mount.Volume wanted) {
                resolved.add(volume(
                        specOf(wanted.name(), wanted.labels()),
                        wanted.target(),
                        !wanted.noCopy() && wanted.subpath().isEmpty(),
                        layersTopFirst,
                        own,
                        claim));
            }
        }
        for (String target : image.config().volumes()) {
            if (!covered.contains(target)) {
                resolved.add(volume(specOf("", Map.of()), target, true, layersTopFirst, own, claim));
            }
        }
        return resolved;
    }

    private static VolumeSpec specOf(String name, Map<String, String> labels) {
        return name.isEmpty() ? VolumeSpec.unnamed(labels) : new VolumeSpec(name, "local", Map.of(), labels);
    }

    private ResolvedVolume volume(
            VolumeSpec spec,
            String target,
            boolean fill,
            List<Path> layersTopFirst,
            OwnVolumes own,
            Consumer<String> claim)
            throws IOException {
        claim.accept(spec.name());
        if (spec.anonymous()) {
            own.add(spec.name());
        }
        Volume volume = volumes.create(spec);
        if (fill) {
            fills.fill(volume, target, layersTopFirst);
        }
        return new ResolvedVolume(volume.name(), target, volume.anonymous());
    }

    /** What its volumes stand for is mounted until the holder lets it go. */
    void hold(Container container, String holder) {
        container.volumes().forEach(volume -> volumes.hold(volume.name(), holder));
    }

    void letGo(Container container, String holder) {
        container.volumes().forEach(volume -> volumes.letGo(volume.name(), holder));
    }

    /**
     * The mounts for the runtime; missing sources of binds are made or complained of.
     *
     * @param layersTopFirst of the image
     */
    List<MountSpec> specs(Container container, ContainerFiles files, List<Path> layersTopFirst) {
        List<MountSpec> specs = new ArrayList<>();
        int contents = 0;
        for (Mount mount : container.spec().mounts()) {
            switch (mount) {
                case Mount.Volume volume -> specs.add(volumeSpec(container, volume));
                case Mount.Bind bind -> specs.add(bindSpec(bind, layersTopFirst));
                case Mount.Tmpfs tmpfs -> specs.add(tmpfsSpec(tmpfs));
                case Mount.Image image -> specs.add(images.spec(image));
                case Mount.Content content -> specs.add(contentSpec(content, files.content(contents++)));
            }
        }
        for (ResolvedVolume resolved : container.volumes()) {
            if (container.spec().mounts().stream()
                    .noneMatch(mount -> mount.target().equals(resolved.target()))) {
                specs.add(MountSpec.bind(mountpoint(resolved.name()), resolved.target()));
            }
        }
        return specs;
    }

    private MountSpec volumeSpec(Container container, Mount.Volume wanted) {
        String name = container.volumes().stream()
                .filter(volume -> volume.target().equals(wanted.target()))
                .findFirst()
                .orElseThrow()
                .name();
        Path source = mountpoint(name);
        if (!wanted.subpath().isEmpty()) {
            checkSubpath(name, source, wanted.subpath());
            source = Path.of(source + MountSpec.INSIDE + wanted.subpath());
        }
        return wanted.readOnly()
                ? MountSpec.bind(source, wanted.target(), "ro")
                : MountSpec.bind(source, wanted.target());
    }

    /** Containers write into volumes, links too: what the path leads to must lie in the volume. The mount itself looks again. */
    private static void checkSubpath(String name, Path volume, String subpath) {
        try (DescriptorSet open = new DescriptorSet()) {
            RootDirectory root =
                    new RootDirectory(open.add(Descriptors.open(volume.toString(), Open.PATH | Open.DIRECTORY)));
            open.add(root.open(subpath, Open.PATH | Open.DIRECTORY));
        } catch (LinuxException e) {
            throw new JcomposeException(
                    Kind.NOT_FOUND, "volume \"" + name + "\" has no directory \"" + subpath + "\"", "make it first", e);
        }
    }

    private Path mountpoint(String name) {
        return volumes.find(name)
                .orElseThrow(() -> new JcomposeException(
                        Kind.NOT_FOUND,
                        "volume \"" + name + "\" of this container is gone",
                        "create the container anew"))
                .mountpoint();
    }

    private static MountSpec bindSpec(Mount.Bind bind, List<Path> layersTopFirst) {
        if (!Files.exists(bind.source())) {
            if (!bind.createHostPath()) {
                throw new JcomposeException(
                        Kind.INVALID,
                        "invalid mount config for type \"bind\": bind source path does not exist: " + bind.source(),
                        "make it, or correct the path");
            }
            checkNotAFile(bind, layersTopFirst);
            BindSource.make(bind.source());
        }
        checkPeers(bind);
        List<String> options = new ArrayList<>();
        options.add(bind.recursive() ? "rbind" : "bind");
        options.add(bind.propagation().isEmpty() ? "rprivate" : bind.propagation());
        if (bind.readOnly()) {
            options.add(bind.recursive() && !bind.writableBelow() ? "rro" : "ro");
        }
        return new MountSpec(bind.target(), "bind", bind.source().toString(), options);
    }

    /** What is mounted in a shared bind is to be seen outside, which it would not be without a word. */
    private static void checkPeers(Mount.Bind bind) {
        if (bind.propagation().equals("shared") || bind.propagation().equals("rshared")) {
            MountPoint point = MountPoint.of(real(bind.source()));
            if (!point.shared()) {
                throw new JcomposeException(
                        Kind.FAILED_PRECONDITION,
                        "path " + bind.source() + " is mounted on " + point.path() + " but it is not a shared mount",
                        "make it one with mount --make-shared " + point.path() + ", or choose another propagation");
            }
        }
    }

    private static String real(Path source) {
        try {
            return source.toRealPath().toString();
        } catch (IOException e) {
            throw new JcomposeException(
                    Kind.INVALID, "the bind source \"" + source + "\" can't be looked at", "correct the path", e);
        }
    }

    /** A missing file. Docker makes a directory in its place, which can't be mounted over a file and stays where the file belongs. */
    private static void checkNotAFile(Mount.Bind bind, List<Path> layersTopFirst) {
        try (ImageRoot image = ImageRoot.of(layersTopFirst);
                DescriptorSet open = new DescriptorSet()) {
            RootDirectory root =
                    new RootDirectory(open.add(Descriptors.open(image.path().toString(), Open.PATH | Open.DIRECTORY)));
            OptionalInt found = root.locate(bind.target(), "look for");
            if (found.isPresent()
                    && !Descriptors.status(open.add(found.getAsInt())).isDirectory()) {
                throw new JcomposeException(
                        Kind.INVALID,
                        "the bind source \"" + bind.source() + "\" does not exist, and \"" + bind.target()
                                + "\" is a file of the image",
                        "make the file, or correct the path");
            }
        }
    }

    private static MountSpec tmpfsSpec(Mount.Tmpfs tmpfs) {
        // Of words that contradict each other the later one holds.
        List<String> options = new ArrayList<>(List.of("noexec", "nosuid", "nodev"));
        options.addAll(tmpfs.options());
        if (tmpfs.options().stream().noneMatch(option -> option.startsWith("mode="))) {
            options.add("mode=" + Integer.toOctalString(tmpfs.mode() == 0 ? 01777 : tmpfs.mode()));
        }
        if (tmpfs.size() > 0) {
            options.add("size=" + tmpfs.size());
        }
        if (tmpfs.readOnly()) {
            options.add("ro");
        }
        return MountSpec.tmpfs(tmpfs.target(), options.toArray(String[]::new));
    }

    private static MountSpec contentSpec(Mount.Content content, Path file) {
        try {
            Files.createDirectories(file.getParent());
            Files.deleteIfExists(file);
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.write(file, content.bytes());
            Files.setAttribute(file, "unix:uid", content.uid());
            Files.setAttribute(file, "unix:gid", content.gid());
            Files.setAttribute(file, "unix:mode", content.mode());
        } catch (IOException e) {
            throw new JcomposeException(
                    Kind.UNAVAILABLE,
                    "the file for \"" + content.target() + "\" can't be written: " + e.getMessage(),
                    "make room on the disk",
                    e);
        }
        return MountSpec.bind(file, content.target(), "ro");
    }
}

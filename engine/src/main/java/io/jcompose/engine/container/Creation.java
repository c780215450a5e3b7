package io.jcompose.engine.container;

import io.jcompose.engine.container.Container.ResolvedVolume;
import io.jcompose.engine.image.Image;
import io.jcompose.engine.log.driver.LogSettings;
import io.jcompose.error.JcomposeException;
import io.jcompose.error.JcomposeException.Kind;
import io.jcompose.linux.LinuxException;
import io.jcompose.linux.tree.Directory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Makes and unmakes what a container has on disk. A container is there once it is in the database: what a killed engine leaves before that is swept away by
 * the next one.
 */
final class Creation {
    private static final System.Logger LOG = System.getLogger(Creation.class.getName());
    private static final String TRASH = ".removed-";

    private final EngineParts parts;
    private final ContainerTable table;
    private final MountPoints mountPoints;
    private final Claims claims;
    private final Trash trash;
    private final SecureRandom random = new SecureRandom();

    Creation(EngineParts parts, ContainerTable table, MountPoints mountPoints, Claims claims, Trash trash) {
        this.parts = parts;
        this.table = table;
        this.mountPoints = mountPoints;
        this.claims = claims;
        this.trash = trash;
    }

    Cell create(ContainerSpec wanted) {
        ContainerSpec named = wanted.name().isEmpty() ? With.named(wanted, RandomName.next(random)) : wanted;
        table.reserve(named.name());
        ContainerFiles files = ContainerFiles.of(ContainerId.random(random), parts.home(), parts.run());
        try {
            Image image = claim(named.image(), files.id());
            ContainerSpec spec =
                    With.mounts(named, mountPoints.settled(named.mounts(), name -> claim(name, files.id())));
            List<Path> layers = parts.storage().images().layerDirectories(image).reversed();
            check(spec, image);
            Files.createDirectory(
                    files.directory(),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx--x---")));
            Files.createDirectory(
                    files.upper(), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
            Files.createDirectory(files.work());
            List<ResolvedVolume> volumes = mountPoints.resolve(
                    spec, image, layers, OwnVolumes.of(files.directory()), name -> claims.add(files.id(), name));
            Container container = new Container(
                    files.id(),
                    spec,
                    image.id(),
                    Instant.now(parts.clock()),
                    new ContainerState.Created(),
                    Optional.empty(),
                    volumes,
                    0);
            Cell cell = new Cell(container, files);
            table.add(cell);
            claims.release(files.id());
            return cell;
        } catch (IOException e) {
            undo(named.name(), files, e);
            throw new JcomposeException(
                    Kind.UNAVAILABLE,
                    "container \"" + named.name() + "\" can't be made: " + e.getMessage(),
                    "make room on the disk",
                    e);
        } catch (RuntimeException e) {
            undo(named.name(), files, e);
            throw e;
        }
    }

    private Image claim(String image, ContainerId container) {
        return parts.storage()
                .images()
                .claim(image, found -> claims.add(container, found.id().value()));
    }

    /** What can be known to be wrong before anything is made. */
    private void check(ContainerSpec spec, Image image) {
        MountPoints.check(spec);
        LimitCheck.check(spec.resources());
        IsolationCheck.check(spec.isolation(), parts.kernel().runtime());
        IsolationCheck.checkSysctls(spec);
        IsolationCheck.checkUlimits(spec.resources().ulimits());
        if (spec.process().init()) {
            RuntimeSpecs.initProgram();
        }
        spec.isolation().runtime().ifPresent(parts.kernel().programs()::find);
        checkUser(spec, image);
        CommandLine.arguments(spec.process(), image.config().process(), spec.image());
        LogSettings.of(
                spec.supervision().log().driver(), spec.supervision().log().options());
        spec.supervision().stopSignal().ifPresent(Signals::number);
        spec.supervision().healthcheck().ifPresent(ProbeTimes::check);
    }

    /** INVALID for a user or group that the image does not know. */
    void checkUser(ContainerSpec spec, Image image) {
        String user = spec.process().user().orElse(image.config().process().user());
        if (!UserLookup.isCertain(user, spec.process().groupAdd())) {
            UserLookup.in(parts.storage().images().layerDirectories(image).reversed())
                    .find(user, spec.process().groupAdd());
        }
    }

    private void undo(String name, ContainerFiles files, Exception cause) {
        table.release(name);
        claims.release(files.id());
        try {
            discard(files.directory(), Set.of());
        } catch (IOException | JcomposeException | LinuxException e) {
            cause.addSuppressed(e);
        }
    }

    /**
     * Forgets the container and deletes its volumes; its other files go while the caller goes on. Whatever moment the engine dies at, the next one finishes it.
     *
     * @param volumes its anonymous volumes too, but for those that another container has
     */
    void remove(Cell cell, boolean volumes) {
        Container container = cell.snapshot();
        List<String> own = anonymous(container).map(ResolvedVolume::name).toList();
        try {
            if (!own.isEmpty()) {
                OwnVolumes.of(cell.files.directory()).replace(volumes ? own : List.of());
            }
            table.remove(cell);
            if (!own.isEmpty()) {
                removeVolumes(cell.files.directory(), used(table.all().stream().map(Cell::snapshot)));
            }
            cell.holds.delete(() -> throwAway(cell.files));
        } catch (IOException | LinuxException e) {
            throw new JcomposeException(
                    Kind.UNAVAILABLE,
                    "files of container \"" + container.name() + "\" can't be deleted: " + e.getMessage(),
                    "delete \"" + cell.files.directory() + "\"",
                    e);
        }
    }

    private void throwAway(ContainerFiles files) {
        Path doomed = files.directory().resolveSibling(TRASH + files.id().value());
        try {
            Files.move(files.directory(), doomed);
        } catch (IOException e) {
            LOG.log(
                    System.Logger.Level.ERROR,
                    "\"{0}\" of a removed container stays: {1}",
                    files.directory(),
                    e.getMessage());
        }
        trash.take(doomed);
        trash.take(files.bundle());
    }

    private static Stream<ResolvedVolume> anonymous(Container container) {
        return container.volumes().stream().filter(ResolvedVolume::anonymous);
    }

    private static Set<String> used(Stream<Container> containers) {
        return containers.flatMap(Creation::anonymous).map(ResolvedVolume::name).collect(Collectors.toSet());
    }

    /** Makes the directories in which containers have theirs. */
    void prepare() {
        List<Path> all = new ArrayList<>(directories());
        all.add(parts.home().resolve(ContainerFiles.MERGED));
        for (Path directory : all) {
            try {
                Files.createDirectories(directory);
            } catch (IOException e) {
                throw new JcomposeException(
                        Kind.FAILED_PRECONDITION,
                        "\"" + directory + "\" can't be made: " + e.getMessage(),
                        "make room on the disk, or mend the folder's rights",
                        e);
            }
        }
    }

    private List<Path> directories() {
        return List.of(parts.home().resolve("containers"), parts.run().resolve("containers"));
    }

    /** Deletes directories that belong to no container: those of unfinished creations and removals, with the volumes that go with them. */
    void sweep(List<Container> known) {
        Set<String> ids =
                known.stream().map(container -> container.id().value()).collect(Collectors.toSet());
        Set<String> used = used(known.stream());
        for (Path root : directories()) {
            try (var entries = Files.newDirectoryStream(root)) {
                for (Path entry : entries) {
                    if (!ids.contains(entry.getFileName().toString())) {
                        discardLeft(entry, used);
                    }
                }
            } catch (IOException e) {
                throw new JcomposeException(
                        Kind.FAILED_PRECONDITION,
                        "\"" + root + "\" can't be tidied up: " + e.getMessage(),
                        "mend the folder's rights",
                        e);
            }
        }
    }

    /** What can't be deleted (a file that a privileged container made immutable, a mount) waits for the next engine: this one has others to look after. */
    private void discardLeft(Path directory, Set<String> used) {
        try {
            discard(directory, used);
        } catch (IOException | JcomposeException | LinuxException e) {
            LOG.log(
                    System.Logger.Level.ERROR,
                    "the files of a removed container in \"{0}\" can''t be deleted: {1}",
                    directory,
                    e.getMessage());
        }
    }

    /** Deletes a directory and the volumes that were its container's own. */
    private void discard(Path directory, Set<String> used) throws IOException {
        removeVolumes(directory, used);
        Directory.removeTree(directory);
    }

    private void removeVolumes(Path directory, Set<String> used) throws IOException {
        for (String name : OwnVolumes.of(directory).read()) {
            if (!used.contains(name) && parts.storage().volumes().find(name).isPresent()) {
                parts.storage().volumes().remove(name);
            }
        }
    }
}

package io.jcompose.volumes;

import io.jcompose.error.JcomposeException;
import io.jcompose.error.JcomposeException.Kind;
import io.jcompose.linux.LinuxException;
import io.jcompose.linux.tree.Directory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * The driver {@code local}: a directory for each volume below {@code $JCOMPOSE_HOME/volumes}.
 *
 * <p>A removal first forgets the volume, then renames its directory away, then deletes that: whatever moment the engine is killed at, a volume is there with
 * all its data or it is not there.
 */
public final class LocalVolumes implements Volumes {
    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9_.-]+");
    private static final System.Logger LOG = System.getLogger(LocalVolumes.class.getName());
    private static final String TRASH = ".removed-";
    private static final String DATA = "_data";

    private final Path root;
    private final VolumeRecords records;
    private final Clock clock;
    private final Function<String, List<String>> users;
    private final VolumeMounts mounts = new VolumeMounts();
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Volume> volumes = new LinkedHashMap<>();

    /** @param users the names of the containers that use a volume */
    public LocalVolumes(Path root, VolumeRecords records, Clock clock, Function<String, List<String>> users) {
        this.root = root;
        this.records = records;
        this.clock = clock;
        this.users = users;
        for (Volume volume : records.load()) {
            volumes.put(volume.name(), volume);
        }
        sweep();
    }

    /** Finishes what a killed engine had begun: removals, and volumes that got as far as their empty directory. */
    private void sweep() {
        try {
            Files.createDirectories(root);
            try (var entries = Files.newDirectoryStream(root)) {
                for (Path entry : entries) {
                    String name = entry.getFileName().toString();
                    if (name.startsWith(TRASH)) {
                        finishRemoval(entry);
                    } else if (!volumes.containsKey(name) && Files.isDirectory(entry)) {
                        deleteIfEmpty(entry);
                    } else {
                        CopyUp.forgetHalf(entry.resolve(DATA));
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the volumes below " + root + " can't be read", e);
        }
    }

    /** @param trash has the volume's directory, under its name */
    private void finishRemoval(Path trash) throws IOException {
        try (var doomed = Files.newDirectoryStream(trash)) {
            for (Path volume : doomed) {
                String name = volume.getFileName().toString();
                if (Files.notExists(root.resolve(name)) && volumes.remove(name) != null) {
                    records.delete(name);
                }
            }
        }
        try {
            Directory.removeTree(trash);
        } catch (LinuxException e) {
            LOG.log(
                    System.Logger.Level.ERROR,
                    "the data of a removed volume in \"{0}\" can''t be deleted: {1}",
                    trash,
                    e.getMessage());
        }
    }

    /** Data of which nothing is known is left alone: the state database may have been lost. */
    private static void deleteIfEmpty(Path directory) throws IOException {
        try {
            Files.deleteIfExists(directory.resolve(DATA));
            Files.delete(directory);
        } catch (FileSystemException e) {
            LOG.log(System.Logger.Level.WARNING, "\"{0}\" belongs to no known volume and stays", directory);
        }
    }

    @Override
    public Volume create(VolumeSpec spec) {
        if (!spec.driver().equals("local")) {
            throw new JcomposeException(
                    Kind.UNSUPPORTED,
                    "volume \"" + spec.name() + "\" wants the driver \"" + spec.driver() + "\"",
                    "use the driver local, the only one that jcompose has");
        }
        lock.lock();
        try {
            String name = spec.name();
            if (!NAME.matcher(name).matches()) {
                throw new JcomposeException(
                        Kind.INVALID,
                        "\"" + name + "\" is not a name for a volume",
                        "use letters, digits, '_', '.' and '-', at least two, beginning with a letter or a digit");
            }
            Volume there = volumes.get(name);
            if (there != null) {
                if (!spec.options().isEmpty() && !there.options().equals(spec.options())) {
                    throw new JcomposeException(
                            Kind.CONFLICT,
                            "volume \"" + name + "\" is there with other options: " + there.options(),
                            "choose another name, or remove the volume and its data first");
                }
                return there;
            }
            LocalOptions.of(name, spec.options());
            return make(name, spec);
        } finally {
            lock.unlock();
        }
    }

    private Volume make(String name, VolumeSpec spec) {
        Path data = root.resolve(name).resolve(DATA);
        Volume volume = new Volume(
                name, spec.driver(), spec.options(), spec.labels(), spec.anonymous(), data, Instant.now(clock));
        try {
            Files.createDirectories(data);
            Files.setPosixFilePermissions(data.getParent(), PosixFilePermissions.fromString("rwx-----x"));
            Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwxr-xr-x"));
        } catch (IOException e) {
            throw new JcomposeException(
                    Kind.UNAVAILABLE,
                    "volume \"" + name + "\" can't be made in \"" + root + "\": " + e.getMessage(),
                    "make room on the disk or mend the folder's rights",
                    e);
        }
        records.save(volume);
        volumes.put(name, volume);
        return volume;
    }

    @Override
    public Optional<Volume> find(String name) {
        lock.lock();
        try {
            return Optional.ofNullable(volumes.get(name));
        } finally {
            lock.unlock();
        }
    }

    @Override
    public List<Volume> list() {
        lock.lock();
        try {
            return List.copyOf(volumes.values());
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void hold(String name, String holder) {
        Volume volume = find(name)
                .orElseThrow(() -> new JcomposeException(
                        Kind.NOT_FOUND, "volume \"" + name + "\" is gone", "make it, and what uses it, anew"));
        mounts.hold(volume, holder);
    }

    @Override
    public void letGo(String name, String holder) {
        find(name).ifPresent(volume -> mounts.letGo(volume, holder));
    }

    @Override
    public void settle() {
        mounts.settle(list());
    }

    @Override
    public void remove(String name) {
        Path doomed;
        lock.lock();
        try {
            Volume volume = volumes.get(name);
            if (volume == null) {
                throw new JcomposeException(
                        Kind.NOT_FOUND, "no such volume: " + name, "jcompose volume ls lists those that are there");
            }
            List<String> holders = users.apply(name);
            if (!holders.isEmpty()) {
                throw new JcomposeException(
                        Kind.CONFLICT,
                        "volume \"" + name + "\" is in use by " + String.join(", ", holders),
                        "remove these containers first");
            }
            // what is mounted there is not the volume's to delete
            VolumeMounts.unmount(volume);
            // the data goes first: were it there without a record, the next volume of that name would have it
            doomed = Files.createTempDirectory(root, TRASH);
            if (Files.exists(root.resolve(name))) {
                Files.move(root.resolve(name), doomed.resolve(name), StandardCopyOption.ATOMIC_MOVE);
            }
            records.delete(name);
            volumes.remove(name);
        } catch (IOException e) {
            throw new JcomposeException(
                    Kind.UNAVAILABLE,
                    "the data of volume \"" + name + "\" can't be deleted: " + e.getMessage(),
                    "look at \"" + root + "\"",
                    e);
        } finally {
            lock.unlock();
        }
        try {
            Directory.removeTree(doomed);
        } catch (LinuxException e) {
            throw new JcomposeException(
                    Kind.UNAVAILABLE,
                    "the data of volume \"" + name + "\" can't be deleted: " + e.getMessage(),
                    "unmount what is mounted in it, if that is the reason, and delete \"" + doomed + "\"",
                    e);
        }
    }
}

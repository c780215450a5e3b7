package io.jcompose.engine.container;

import io.jcompose.linux.file.Descriptors;
import io.jcompose.linux.file.FileStatus;
import io.jcompose.linux.file.Open;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The device nodes of the machine, as a privileged container gets them. */
final class HostDevices {
    private static final Path DEV = Path.of("/dev");
    /** Directories with file systems of their own in a container, and nodes that the container has anyway. */
    private static final Set<String> LEFT_OUT =
            Set.of("pts", "shm", "mqueue", "fd", "console", "ptmx", "null", "zero", "full", "random", "urandom", "tty");

    private HostDevices() {}

    static List<ContainerSpec.Device> all() {
        return below(DEV);
    }

    static List<ContainerSpec.Device> below(Path directory) {
        List<ContainerSpec.Device> found = new ArrayList<>();
        collect(directory, found);
        return found;
    }

    private static void collect(Path directory, List<ContainerSpec.Device> found) {
        try (var entries = Files.newDirectoryStream(directory)) {
            for (Path entry : entries) {
                if (directory.equals(DEV)
                        && LEFT_OUT.contains(entry.getFileName().toString())) {
                    continue;
                }
                FileStatus status = Descriptors.status(Open.AT_FDCWD, entry.toString(), Open.AT_SYMLINK_NOFOLLOW)
                        .orElse(null);
                if (status == null) {
                    continue;
                }
                if (status.isDirectory()) {
                    collect(entry, found);
                } else if (status.isCharacterDevice() || status.isBlockDevice()) {
                    found.add(new ContainerSpec.Device(entry, entry.toString(), "rwm"));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the devices below " + directory + " can't be listed", e);
        }
    }
}

package io.jcompose.engine.container;

import io.jcompose.error.JcomposeException;
import io.jcompose.error.JcomposeException.Kind;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

/**
 * The lowest layer of every container's root, below its image: the empty places of what is mounted into each, docker's mark, and the link by which old
 * programs find the mounts. Docker makes such a layer for each container (moby daemon/initlayer); this one is made once and never written again, which saves
 * a container seven files of its own.
 */
record Skeleton(Path directory) {
    /** The empty file in the root by which programs find out that they are in a container; its name is docker's. */
    static final String MARK = ".dockerenv";

    private static final List<String> DIRECTORIES = List.of("dev/pts", "dev/shm", "etc", "proc", "sys");
    private static final List<String> FILES = List.of("dev/console", "etc/hostname", "etc/hosts", "etc/resolv.conf");

    /** Makes what is missing of it. */
    static Skeleton in(Path home) {
        Path directory = home.resolve("skeleton");
        try {
            Files.createDirectories(directory);
            for (String name : DIRECTORIES) {
                Files.createDirectories(directory.resolve(name));
            }
            for (String name : FILES) {
                file(directory.resolve(name), "rw-r--r--");
            }
            file(directory.resolve(MARK), "rwxr-xr-x");
            link(directory.resolve("etc/mtab"), "/proc/mounts");
        } catch (IOException e) {
            throw new JcomposeException(
                    Kind.FAILED_PRECONDITION,
                    "\"" + directory + "\" can't be made: " + e.getMessage(),
                    "make room on the disk",
                    e);
        }
        return new Skeleton(directory);
    }

    private static void file(Path file, String mode) throws IOException {
        FileAttribute<?> permissions = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode));
        try {
            Files.createFile(file, permissions);
        } catch (FileAlreadyExistsException _) {
            // an earlier engine made it
        }
    }

    private static void link(Path link, String target) throws IOException {
        try {
            Files.createSymbolicLink(link, Path.of(target));
        } catch (FileAlreadyExistsException _) {
            // an earlier engine made it
        }
    }

    /**
     * With this below them.
     *
     * @param layers the lowest first
     */
    List<Path> below(List<Path> layers) {
        List<Path> all = new ArrayList<>();
        all.add(directory);
        all.addAll(layers);
        return List.copyOf(all);
    }
}

package io.jcompose.engine.runtime;

import io.jcompose.linux.file.DescriptorSet;
import io.jcompose.linux.file.Descriptors;
import io.jcompose.linux.file.RootDirectory;
import io.jcompose.linux.mount.FileSystem;
import io.jcompose.linux.mount.MountAttributes;
import io.jcompose.linux.mount.Mounts;
import java.util.OptionalInt;
import java.util.function.IntSupplier;

/**
 * What hides paths of a container: the null device over files, an empty directory over directories. The first of each is mounted itself, those after it are
 * copies of it: a mount that is made ahead and finds no place costs the kernel a grace period when it is dropped (fs/namespace.c, namespace_unlock).
 *
 * <p>Used by one thread, which is in the mount namespace of the container.
 */
final class Covers {
    private final IntSupplier nullDevice;
    private final DescriptorSet open;
    private int overFile = -1;
    private int overDirectory = -1;

    /**
     * @param nullDevice gives a mount of the host's null device that is at no place yet; asked once at most
     * @param open gets what is made here, and must stay open meanwhile
     */
    Covers(IntSupplier nullDevice, DescriptorSet open) {
        this.nullDevice = nullDevice;
        this.open = open;
    }

    /** Missing ones are left out: images and kernels differ. */
    void hide(RootDirectory root, String path) {
        OptionalInt found = root.locate(path, "mask");
        if (found.isEmpty()) {
            return;
        }
        int target = found.getAsInt();
        try {
            if (Descriptors.status(target).isDirectory()) {
                overDirectory = cover(overDirectory, this::emptyDirectory, target, path);
            } else {
                overFile = cover(overFile, nullDevice, target, path);
            }
        } finally {
            Descriptors.close(target);
        }
    }

    /** Gives back the first one of its kind. */
    private static int cover(int first, IntSupplier make, int target, String path) {
        if (first < 0) {
            int made = make.getAsInt();
            Mounts.attach(made, target, path);
            return made;
        }
        int copy = Mounts.cloneTree(first, "", false);
        try {
            Mounts.attach(copy, target, path);
        } finally {
            Descriptors.close(copy);
        }
        return first;
    }

    private int emptyDirectory() {
        try (FileSystem empty = FileSystem.open("tmpfs")) {
            return open.add(empty.set("size", "4k").mount(MountAttributes.RDONLY));
        }
    }
}

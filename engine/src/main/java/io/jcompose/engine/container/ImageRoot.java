package io.jcompose.engine.container;

import io.jcompose.linux.file.Descriptors;
import io.jcompose.linux.mount.FileSystem;
import java.nio.file.Path;
import java.util.List;

/**
 * An image's file system to look into, without a mount that anybody else sees: a detached read-only overlay (fsmount(2)), reached through
 * {@code /proc/self/fd}. Symbolic links in it must be resolved by who looks.
 */
public record ImageRoot(Path path, int descriptor) implements AutoCloseable {
    /** Of the layers as overlayfs wants them, the topmost first. */
    public static ImageRoot of(List<Path> layersTopFirst) {
        if (layersTopFirst.size() == 1) {
            return new ImageRoot(layersTopFirst.getFirst(), -1);
        }
        try (FileSystem overlay = FileSystem.open("overlay")) {
            layersTopFirst.forEach(layer -> overlay.set("lowerdir+", layer.toString()));
            int descriptor = overlay.mount(0);
            return new ImageRoot(Path.of("/proc/self/fd/" + descriptor), descriptor);
        }
    }

    @Override
    public void close() {
        Descriptors.close(descriptor);
    }
}

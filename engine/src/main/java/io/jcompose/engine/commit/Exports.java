package io.jcompose.engine.commit;

import io.jcompose.engine.container.ContainerLayers;
import io.jcompose.engine.container.ImageRoot;
import io.jcompose.engine.layer.TarWriter;
import io.jcompose.engine.layer.TreeTar;
import io.jcompose.linux.tree.Directory;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Writes all files of a container as one tar, without what is in its volumes and other mounts. */
public final class Exports {
    private Exports() {}

    public static void write(ContainerLayers layers, OutputStream out) throws IOException {
        List<Path> topFirst = new ArrayList<>();
        topFirst.add(layers.upper());
        topFirst.addAll(layers.below().reversed());
        BufferedOutputStream buffered = new BufferedOutputStream(out, 1 << 16);
        TarWriter tar = new TarWriter(buffered);
        try (ImageRoot merged = ImageRoot.of(topFirst);
                Directory root = Directory.open(merged.path())) {
            new TreeTar(tar).below(root, "");
        }
        tar.end();
        buffered.flush();
    }
}

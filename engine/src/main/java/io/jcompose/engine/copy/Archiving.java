package io.jcompose.engine.copy;

import io.jcompose.engine.layer.TarWriter;
import io.jcompose.engine.layer.TreeTar;
import io.jcompose.linux.tree.Directory;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** Writes one file or tree of a {@link Place} as a tar. */
final class Archiving {
    private Archiving() {}

    /**
     * @param name of the first member, what is in a directory comes below it; empty: only what is in the directory
     */
    static void write(Place.Found source, String name, OutputStream out) throws IOException {
        BufferedOutputStream buffered = new BufferedOutputStream(out, 1 << 16);
        TarWriter tar = new TarWriter(buffered);
        TreeTar tree = new TreeTar(tar);
        if (name.isEmpty()) {
            try (Directory directory = source.parent().child(source.name())) {
                tree.below(directory, "");
            }
        } else {
            tree.one(source.parent(), source.name(), Directory.bytes(name), source.status());
        }
        tar.end();
        buffered.flush();
    }
}

package io.jcompose.engine.build.context;

import io.jcompose.linux.tree.FileStatus;
import java.util.List;

/**
 * A file that a {@link FileTree} shows.
 *
 * @param path from the tree's root, no link in it but perhaps the last component; empty for the root; a byte string
 * @param layers in which of the tree's directories it is, the topmost first; a merged directory is in several
 */
public record TreeFile(String path, FileStatus status, List<Integer> layers) {
    public TreeFile {
        layers = List.copyOf(layers);
    }

    public String name() {
        return CleanPath.baseName(path);
    }
}

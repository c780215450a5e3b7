package io.jcompose.compose.load.yaml;

import io.jcompose.compose.load.tree.Node;
import java.util.List;

/**
 * One document of a file.
 *
 * @param resets the places (rows of keys from the root) that carried {@code !reset} or {@code !override}: what earlier files say there is dropped
 */
public record Document(Node root, List<List<String>> resets) {
    public Document {
        resets = List.copyOf(resets);
    }
}

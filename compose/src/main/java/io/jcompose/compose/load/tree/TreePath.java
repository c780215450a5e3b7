package io.jcompose.compose.load.tree;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where a value stands in the document: a row of keys and list positions. Prints as {@code services.web.ports[0]}. */
public final class TreePath {
    public static final TreePath ROOT = new TreePath(null, "", -1);

    private final @Nullable TreePath parent;
    private final String key;
    private final int index;

    private TreePath(@Nullable TreePath parent, String key, int index) {
        this.parent = parent;
        this.key = key;
        this.index = index;
    }

    public static TreePath of(String... keys) {
        TreePath path = ROOT;
        for (String key : keys) {
            path = path.child(key);
        }
        return path;
    }

    public TreePath child(String name) {
        return new TreePath(this, name, -1);
    }

    public TreePath item(int position) {
        return new TreePath(this, "", position);
    }

    /** The last key, or the position in square brackets. */
    public String last() {
        return index >= 0 ? "[" + index + "]" : key;
    }

    /** The keys from the root; positions as {@code [0]}. */
    public List<String> segments() {
        List<String> out = new ArrayList<>();
        for (TreePath p = this; p != null && p.parent != null; p = p.parent) {
            out.add(p.last());
        }
        Collections.reverse(out);
        return out;
    }

    @Override
    public String toString() {
        StringBuilder out = new StringBuilder();
        for (String segment : segments()) {
            if (!segment.startsWith("[") && !out.isEmpty()) {
                out.append('.');
            }
            out.append(segment);
        }
        return out.toString();
    }
}

package io.jcompose.engine.copy;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * A path of a copy, cleaned, with what docker takes from its end.
 *
 * @param parent the directory that holds it; absolute
 * @param name empty for a root
 * @param contents it ends in {@code /.}: what is in the directory is meant
 * @param directory it ends in a slash, so it has to be a directory
 */
public record CopyPath(String parent, String name, boolean contents, boolean directory) {
    /** @param path absolute; {@code ..} takes back the name before it */
    public static CopyPath of(String path) {
        Deque<String> names = new ArrayDeque<>();
        for (String part : path.split("/")) {
            switch (part) {
                case "", "." -> {
                    continue;
                }
                case ".." -> names.pollLast();
                default -> names.addLast(part);
            }
        }
        String last = names.isEmpty() ? "" : names.removeLast();
        boolean contents = path.endsWith("/.") || last.isEmpty();
        return new CopyPath("/" + String.join("/", names), last, contents, contents || path.endsWith("/"));
    }

    /** The whole path. */
    public String path() {
        return parent.equals("/") ? "/" + name : parent + "/" + name;
    }

    /** The same, without what its end says. */
    CopyPath at(String target) {
        return of(target.startsWith("/") ? target : parent + "/" + target);
    }
}

package io.jcompose.compose.load.canonical;

import java.util.ArrayDeque;
import java.util.Deque;

/** Paths by their text alone, for places that are in a container and not on this machine. */
public final class SlashPath {
    private SlashPath() {}

    /** The shortest equal path: no double or trailing slashes, no {@code .}, no {@code ..} that can be avoided; {@code .} for an empty one. */
    public static String clean(String path) {
        boolean rooted = path.startsWith("/");
        Deque<String> parts = new ArrayDeque<>();
        for (String part : path.split("/")) {
            if (part.isEmpty() || part.equals(".")) {
                continue;
            }
            if (part.equals("..") && !parts.isEmpty() && !parts.getLast().equals("..")) {
                parts.removeLast();
            } else if (!part.equals("..") || !rooted) {
                parts.addLast(part);
            }
        }
        String joined = String.join("/", parts);
        return rooted ? "/" + joined : joined.isEmpty() ? "." : joined;
    }
}

package io.jcompose.engine.build.context;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** Paths as texts with {@code /}; nothing here looks at the file system. */
public final class CleanPath {
    private CleanPath() {}

    /** Without {@code .}, {@code ..} and double slashes; an absolute path never leaves its root; empty becomes {@code .}. */
    public static String clean(String path) {
        boolean absolute = path.startsWith("/");
        Deque<String> parts = new ArrayDeque<>();
        for (String part : path.split("/")) {
            switch (part) {
                case "", "." -> {
                    continue;
                }
                case ".." -> {
                    if (!parts.isEmpty() && !parts.getLast().equals("..")) {
                        parts.removeLast();
                    } else if (!absolute) {
                        parts.addLast("..");
                    }
                }
                default -> parts.addLast(part);
            }
        }
        String joined = String.join("/", parts);
        if (absolute) {
            return "/" + joined;
        }
        return joined.isEmpty() ? "." : joined;
    }

    /** The components; none for the root. */
    public static List<String> components(String path) {
        return java.util.Arrays.stream(path.split("/"))
                .filter(part -> !part.isEmpty() && !part.equals("."))
                .toList();
    }

    /** The path made absolute against a directory, and cleaned. */
    public static String against(String directory, String path) {
        return clean(path.startsWith("/") ? path : (directory.isEmpty() ? "/" : directory) + "/" + path);
    }

    public static String join(String directory, String name) {
        return directory.isEmpty() ? name : directory + "/" + name;
    }

    public static String baseName(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }
}

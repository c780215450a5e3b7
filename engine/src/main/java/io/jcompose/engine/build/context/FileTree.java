package io.jcompose.engine.build.context;

import io.jcompose.linux.tree.Directory;
import io.jcompose.linux.tree.FileStatus;
import io.jcompose.linux.tree.OpenFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What an overlay mount of some directories would show, without mounting it: whiteouts and opaque directories count, links are resolved with the tree as
 * their root, so that nothing outside is ever reached. Also a view of one plain directory.
 *
 * <p>It reads what is there at the time of each call. Paths are byte strings as in {@code io.jcompose.linux.tree}. Failures are {@code LinuxException}.
 */
public final class FileTree implements AutoCloseable {
    private static final int MAX_LINKS = 40;
    private static final String OPAQUE = "trusted.overlay.opaque";

    /** Topmost first. */
    private final List<Directory> roots;

    private final boolean layered;

    private FileTree(List<Directory> roots, boolean layered) {
        this.roots = roots;
        this.layered = layered;
    }

    /** Layers in overlayfs's form, the lowest first. */
    public static FileTree ofLayers(List<Path> layers) {
        return open(layers.reversed(), true);
    }

    /** One directory as it is. */
    public static FileTree ofDirectory(Path directory) {
        return open(List.of(directory), false);
    }

    private static FileTree open(List<Path> paths, boolean layered) {
        List<Directory> opened = new ArrayList<>();
        try {
            for (Path path : paths) {
                opened.add(Directory.open(path));
            }
        } catch (RuntimeException e) {
            opened.forEach(Directory::close);
            throw e;
        }
        return new FileTree(List.copyOf(opened), layered);
    }

    /** The byte string of a text. */
    public static String raw(String text) {
        return Directory.bytes(text);
    }

    /** The text of a byte string. */
    public static String text(String raw) {
        return new String(raw.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }

    /** The root; empty when there is no layer at all. */
    public Optional<TreeFile> root() {
        List<Integer> all = new ArrayList<>();
        for (int i = 0; i < roots.size(); i++) {
            all.add(i);
            if (isOpaque(i, ".")) {
                break;
            }
        }
        return all.isEmpty()
                ? Optional.empty()
                : roots.getFirst().status(".").map(status -> new TreeFile("", status, all));
    }

    /** A file by its path; links on the way are followed, one at the end only if asked. */
    public Optional<TreeFile> find(String path, boolean followLast) {
        Resolved resolved = resolve(path, followLast);
        return resolved.missing().isEmpty() ? resolved.deepest() : Optional.empty();
    }

    /**
     * How far a path leads.
     *
     * @param deepest the last file that is there; empty in a tree without layers
     * @param missing the components below it that are not there
     */
    public record Resolved(Optional<TreeFile> deepest, List<String> missing) {
        /** The whole path, links resolved. */
        public String path() {
            String there = deepest.map(TreeFile::path).orElse("");
            return missing.isEmpty() ? there : CleanPath.join(there, String.join("/", missing));
        }
    }

    public Resolved resolve(String path, boolean followLast) {
        Deque<String> rest = new ArrayDeque<>(CleanPath.components(path));
        Deque<TreeFile> way = new ArrayDeque<>();
        Optional<TreeFile> root = root();
        if (root.isEmpty()) {
            return new Resolved(root, CleanPath.components(CleanPath.clean("/" + path)));
        }
        int links = 0;
        while (!rest.isEmpty()) {
            String name = rest.removeFirst();
            if (name.equals("..")) {
                way.pollLast();
                continue;
            }
            TreeFile at = way.isEmpty() ? root.get() : way.getLast();
            Optional<TreeFile> next = at.status().isDirectory() ? child(at, name) : Optional.empty();
            if (next.isEmpty()) {
                rest.addFirst(name);
                return new Resolved(
                        Optional.of(at), CleanPath.components(CleanPath.clean("/" + String.join("/", rest))));
            }
            if (next.get().status().isSymlink() && (followLast || !rest.isEmpty())) {
                if (++links > MAX_LINKS) {
                    throw new io.jcompose.linux.LinuxException(io.jcompose.linux.Errno.ELOOP, "open", "/" + text(path));
                }
                String target = target(next.get());
                if (target.startsWith("/")) {
                    way.clear();
                }
                CleanPath.components(target).reversed().forEach(rest::addFirst);
            } else {
                way.addLast(next.get());
            }
        }
        return new Resolved(Optional.of(way.isEmpty() ? root.get() : way.getLast()), List.of());
    }

    /** One name in a directory of this tree, not followed when it is a link. */
    public Optional<TreeFile> child(TreeFile directory, String name) {
        String path = CleanPath.join(directory.path(), name);
        List<Integer> merged = new ArrayList<>();
        Optional<FileStatus> top = Optional.empty();
        for (int layer : directory.layers()) {
            Optional<FileStatus> status = roots.get(layer).status(path);
            if (status.isEmpty()) {
                continue;
            }
            if (layered && status.get().isWhiteout()) {
                break;
            }
            if (!status.get().isDirectory()) {
                return merged.isEmpty()
                        ? Optional.of(new TreeFile(path, status.get(), List.of(layer)))
                        : Optional.of(new TreeFile(path, top.orElseThrow(), merged));
            }
            merged.add(layer);
            top = top.isPresent() ? top : status;
            if (isOpaque(layer, path)) {
                break;
            }
        }
        return top.map(status -> new TreeFile(path, status, merged));
    }

    /** The names in a directory, sorted by their bytes. */
    public List<String> list(TreeFile directory) {
        if (!layered || directory.layers().size() == 1) {
            int layer = directory.layers().getFirst();
            List<String> names = listIn(layer, directory.path());
            return layered
                    ? names.stream()
                            .filter(name -> !isWhiteout(layer, directory, name))
                            .toList()
                    : names;
        }
        Set<String> names = new TreeSet<>();
        Set<String> hidden = new HashSet<>();
        for (int layer : directory.layers()) {
            for (String name : listIn(layer, directory.path())) {
                if (!names.contains(name) && !hidden.contains(name)) {
                    (isWhiteout(layer, directory, name) ? hidden : names).add(name);
                }
            }
        }
        return List.copyOf(names);
    }

    private List<String> listIn(int layer, String path) {
        if (path.isEmpty()) {
            return roots.get(layer).list();
        }
        try (Directory directory = roots.get(layer).child(path)) {
            return directory.list();
        }
    }

    private boolean isWhiteout(int layer, TreeFile directory, String name) {
        return roots.get(layer)
                .status(CleanPath.join(directory.path(), name))
                .map(FileStatus::isWhiteout)
                .orElse(true);
    }

    private boolean isOpaque(int layer, String path) {
        // Only a directory with something below it can hide anything.
        return layered
                && layer + 1 < roots.size()
                && roots.get(layer)
                        .attribute(path, OPAQUE)
                        .map(v -> v.length == 1 && v[0] == 'y')
                        .orElse(false);
    }

    /** A regular file's bytes; the caller closes it. */
    public OpenFile read(TreeFile file) {
        return roots.get(file.layers().getFirst()).read(file.path());
    }

    /** Where a link leads, as written. */
    public String target(TreeFile link) {
        return roots.get(link.layers().getFirst()).target(link.path());
    }

    /** The extended attributes that belong to a file's content: file capabilities and {@code user.*}. */
    public Map<String, byte[]> attributes(TreeFile file) {
        Map<String, byte[]> all =
                roots.get(file.layers().getFirst()).attributes(file.path().isEmpty() ? "." : file.path());
        if (all.isEmpty()) {
            return all;
        }
        Map<String, byte[]> kept = new java.util.TreeMap<>(all);
        kept.keySet().removeIf(name -> !name.equals("security.capability") && !name.startsWith("user."));
        return Collections.unmodifiableMap(kept);
    }

    @Override
    public void close() {
        roots.forEach(Directory::close);
    }
}

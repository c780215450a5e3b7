package io.jcompose.engine.layer;

import io.jcompose.error.JcomposeException;
import io.jcompose.linux.LinuxException;
import io.jcompose.linux.tree.Directory;
import io.jcompose.linux.tree.FileStatus;
import io.jcompose.linux.tree.FileStatus.Owner;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The directories of a tree that is being unpacked: opens them by path, keeps the last ones open, makes those that the archive does not name. Does not own
 * the root.
 */
public final class Tree implements AutoCloseable {
    private static final int KEPT_OPEN = 64;
    private static final int ENOENT = 2;
    private static final int EEXIST = 17;
    private static final int ENOTDIR = 20;

    private final Directory root;
    private final Map<String, Directory> open = new LinkedHashMap<>(KEPT_OPEN, 0.75f, true);
    private final Set<String> implied = new LinkedHashSet<>();

    public Tree(Directory root) {
        this.root = root;
    }

    public Directory root() {
        return root;
    }

    /**
     * The path without leading, doubled and trailing slashes and without {@code .}; {@code ..} takes back the name before it, and one that leads out of the
     * tree is refused. Empty for the root.
     */
    public static String clean(String path) {
        if (path.indexOf('\0') >= 0) {
            throw TarFormat.broken("a name has a zero byte");
        }
        Deque<String> names = new ArrayDeque<>();
        for (String name : path.split("/", -1)) {
            switch (name) {
                case "", "." -> {}
                case ".." -> {
                    if (names.pollLast() == null) {
                        throw new JcomposeException(
                                JcomposeException.Kind.DENIED,
                                "the archive's member \"" + path + "\" would land outside of its directory",
                                "do not use this archive; it is broken or hostile");
                    }
                }
                default -> names.addLast(name);
            }
        }
        return String.join("/", names);
    }

    /** As {@link #clean}, but {@code ..} at the root stays at the root, as the kernel has it. */
    private static String clamped(String path) {
        Deque<String> names = new ArrayDeque<>();
        for (String name : path.split("/", -1)) {
            switch (name) {
                case "", "." -> {}
                case ".." -> names.pollLast();
                default -> names.addLast(name);
            }
        }
        return String.join("/", names);
    }

    public static String base(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    public static String parent(String path) {
        int slash = path.lastIndexOf('/');
        return slash < 0 ? "" : path.substring(0, slash);
    }

    /** The directory of that path, made with its parents when it is not there. */
    public Directory directory(String path) {
        Optional<Directory> there = existing(path);
        if (there.isPresent()) {
            return there.get();
        }
        Directory parent = directory(parent(path));
        String name = base(path);
        Optional<FileStatus> present = parent.status(name);
        if (present.filter(FileStatus::isSymlink).isPresent()) {
            // A link to a directory that is not there yet; the root of an absolute one is that of the tree.
            String target = parent.target(name);
            directory(clamped(target.startsWith("/") ? target : parent(path) + "/" + target));
            return existing(path).orElseThrow(() -> TarFormat.broken("\"" + path + "\" is a link that leads nowhere"));
        }
        boolean opaque = present.map(FileStatus::isWhiteout).orElse(false);
        if (opaque) {
            parent.unlink(name);
        }
        try {
            parent.mkdir(name, 0755);
        } catch (LinuxException e) {
            if (e.errno() == EEXIST) {
                throw TarFormat.broken("\"" + path + "\" is used as a directory and is none");
            }
            throw e;
        }
        parent.owner(name, Owner.ROOT);
        parent.permissions(name, 0755);
        if (opaque) {
            parent.attribute(name, "trusted.overlay.opaque", "y".getBytes(StandardCharsets.US_ASCII));
        } else {
            implied.add(path);
        }
        // a process of the container may have moved it away
        return existing(path).orElseThrow(() -> new LinuxException(ENOENT, "openat2", path));
    }

    /** The directory of that path, links in it resolved inside the tree; empty when there is none. */
    public Optional<Directory> existing(String path) {
        if (path.isEmpty()) {
            return Optional.of(root);
        }
        Directory kept = open.get(path);
        if (kept != null) {
            return Optional.of(kept);
        }
        try {
            Directory opened = root.inside(path);
            open.put(path, opened);
            if (open.size() > KEPT_OPEN) {
                var eldest = open.entrySet().iterator();
                eldest.next().getValue().close();
                eldest.remove();
            }
            return Optional.of(opened);
        } catch (LinuxException e) {
            if (e.errno() == ENOENT || e.errno() == ENOTDIR) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** Removes what has that name; what is kept open may lead elsewhere afterwards, so it is closed, but for the parent itself. */
    public void remove(Directory parent, String name) {
        parent.removeTree(name);
        open.values().removeIf(directory -> {
            if (directory != parent) {
                directory.close();
            }
            return directory != parent;
        });
    }

    /** The archive does name that directory. */
    void named(String path) {
        implied.remove(path);
    }

    /** Directories that were made without a member of their own: their owner and mode should be those of the layer below. */
    List<String> implied() {
        return List.copyOf(implied);
    }

    @Override
    public void close() {
        open.values().forEach(Directory::close);
        open.clear();
    }
}

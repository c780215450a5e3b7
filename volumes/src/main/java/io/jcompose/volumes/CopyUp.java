package io.jcompose.volumes;

import io.jcompose.linux.tree.Directory;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** What fills an empty volume on its first use: the image's content at the mount's target, with owners, modes, times and xattrs. */
public final class CopyUp {
    private static final int MAX_LINKS = 40;

    private CopyUp() {}

    /**
     * Copies what is at {@code path} below {@code root} into {@code volume} if that is empty; nothing happens when the image has no such directory. The
     * owner and mode of the directory itself are taken over too.
     *
     * <p>The copy is made beside the volume's data and renamed into place, so that a killed engine never leaves half of it.
     *
     * <p>What is mounted in the volume's place is filled directly, as nothing can be renamed into it.
     *
     * @param root the image's root file system; symbolic links are resolved inside of it
     */
    public static void fill(Path root, String path, Volume volume) throws IOException {
        fill(root, path, volume.mountpoint(), !volume.options().isEmpty());
    }

    static void fill(Path root, String path, Path volume, boolean mounted) throws IOException {
        try (var entries = Files.newDirectoryStream(volume)) {
            if (entries.iterator().hasNext()) {
                return;
            }
        }
        Optional<Path> source = resolve(root, path);
        if (source.isEmpty() || !Files.isDirectory(source.get(), LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        if (mounted) {
            copyInto(source.get(), volume);
            return;
        }
        Path half = forgetHalf(volume);
        copyTree(source.get(), half);
        Files.move(half, volume, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Takes away the copy that a killed engine was making; returns its place. */
    static Path forgetHalf(Path volume) {
        Path half = volume.resolveSibling("_filling");
        Directory.removeTree(half);
        return half;
    }

    /** The place that {@code path} names when {@code root} is {@code /}; empty when there is nothing. */
    static Optional<Path> resolve(Path root, String path) throws IOException {
        Deque<String> todo = new ArrayDeque<>(parts(path));
        Path at = root;
        int links = 0;
        while (!todo.isEmpty()) {
            String part = todo.pop();
            if (part.equals("..")) {
                at = at.equals(root) ? root : Objects.requireNonNullElse(at.getParent(), root);
                continue;
            }
            Path next = at.resolve(part);
            if (Files.isSymbolicLink(next)) {
                if (++links > MAX_LINKS) {
                    return Optional.empty();
                }
                String target = Files.readSymbolicLink(next).toString();
                if (target.startsWith("/")) {
                    at = root;
                }
                List<String> inserted = parts(target);
                for (int i = inserted.size() - 1; i >= 0; i--) {
                    todo.push(inserted.get(i));
                }
                continue;
            }
            if (!Files.exists(next, LinkOption.NOFOLLOW_LINKS)) {
                return Optional.empty();
            }
            at = next;
        }
        return Optional.of(at);
    }

    private static List<String> parts(String path) {
        return java.util.Arrays.stream(path.split("/", -1))
                .filter(part -> !part.isEmpty() && !part.equals("."))
                .toList();
    }

    private static void copyInto(Path source, Path target) throws IOException {
        try (var entries = Files.newDirectoryStream(source)) {
            for (Path entry : entries) {
                copyTree(entry, target.resolve(entry.getFileName().toString()));
            }
        }
        for (String attribute : List.of("unix:uid", "unix:gid", "unix:mode")) {
            Files.setAttribute(target, attribute, Files.getAttribute(source, attribute));
        }
    }

    private static void copyTree(Path source, Path target) throws IOException {
        Map<Path, BasicFileAttributes> directories = new java.util.LinkedHashMap<>();
        Files.walkFileTree(source, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes)
                    throws IOException {
                Path copy = target.resolve(source.relativize(directory).toString());
                Files.copy(directory, copy, StandardCopyOption.COPY_ATTRIBUTES, LinkOption.NOFOLLOW_LINKS);
                directories.put(copy, attributes);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Path copy = target.resolve(source.relativize(file).toString());
                Files.copy(file, copy, StandardCopyOption.COPY_ATTRIBUTES, LinkOption.NOFOLLOW_LINKS);
                return FileVisitResult.CONTINUE;
            }
        });
        // what was written into a directory changed its time
        for (Map.Entry<Path, BasicFileAttributes> entry : directories.entrySet()) {
            Files.setLastModifiedTime(entry.getKey(), entry.getValue().lastModifiedTime());
        }
    }
}

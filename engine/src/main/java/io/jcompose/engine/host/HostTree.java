package io.jcompose.engine.host;

import io.jcompose.error.JcomposeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** The files that an image of host programs is to have, sorted by path: whatever is added comes with the links on the way to it. */
final class HostTree {
    private static final int MAX_LINKS = 40;

    private final SortedMap<String, Item> items = new TreeMap<>();

    /** One file of the image. Directories on the way are made as needed. */
    sealed interface Item {
        /** A copy of that file of the host. */
        record Copy(Path source, int mode) implements Item {}

        record Link(String target) implements Item {}

        record Text(String content, int mode) implements Item {}

        record Folder(int mode) implements Item {}
    }

    SortedMap<String, Item> items() {
        return items;
    }

    void put(String path, Item item) {
        items.put(path, item);
    }

    /** Adds what is at an absolute path of the host, with every link that leads there; returns the file at the end. */
    Path add(Path path) throws IOException {
        Deque<String> rest = new ArrayDeque<>();
        path.forEach(name -> rest.addLast(name.toString()));
        Path at = Path.of("/");
        int links = 0;
        while (!rest.isEmpty()) {
            String name = rest.removeFirst();
            if (name.equals("..") || name.equals(".")) {
                Path parent = at.getParent();
                at = name.equals("..") && parent != null ? parent : at;
                continue;
            }
            Path next = at.resolve(name);
            if (!Files.isSymbolicLink(next)) {
                at = next;
                continue;
            }
            if (++links > MAX_LINKS) {
                throw new JcomposeException(
                        JcomposeException.Kind.INVALID,
                        "\"" + path + "\" leads through too many links",
                        "mend the links on this machine");
            }
            Path target = Files.readSymbolicLink(next);
            items.put(inside(next), new Item.Link(target.toString()));
            if (target.isAbsolute()) {
                at = Path.of("/");
            }
            ArrayDeque<String> names = new ArrayDeque<>();
            target.forEach(n -> names.addFirst(n.toString()));
            names.forEach(rest::addFirst);
        }
        if (Files.isRegularFile(at, LinkOption.NOFOLLOW_LINKS)) {
            items.put(inside(at), new Item.Copy(at, mode(at)));
        }
        return at;
    }

    private static String inside(Path path) {
        return path.toString().substring(1);
    }

    /** Without setuid and setgid: a program that is trusted here is not meant to be so in a container. */
    private static int mode(Path file) throws IOException {
        Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
        return permissions.contains(PosixFilePermission.OWNER_EXECUTE) ? 0755 : 0644;
    }
}

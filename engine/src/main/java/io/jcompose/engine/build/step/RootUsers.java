package io.jcompose.engine.build.step;

import io.jcompose.engine.build.context.FileTree;
import io.jcompose.engine.build.context.TreeFile;
import io.jcompose.error.JcomposeException;
import io.jcompose.linux.tree.FileStatus.Owner;
import io.jcompose.linux.tree.OpenFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Looks users and groups up in the /etc/passwd and /etc/group of an image. */
public final class RootUsers {
    private static final int LARGEST_FILE = 16 << 20;

    private final FileTree root;

    public RootUsers(FileTree root) {
        this.root = root;
    }

    /**
     * @param groups the supplementary ones, with the owner's own
     * @param home empty when the user is not known
     */
    public record Identity(Owner owner, List<Integer> groups, String home) {
        public Identity {
            groups = List.copyOf(groups);
        }
    }

    /** Reads {@code user[:group]}, names or numbers; empty is root. Throws INVALID for a name that the image does not have. */
    public Identity identity(String text) {
        if (text.isEmpty()) {
            return identity("0");
        }
        int colon = text.indexOf(':');
        String user = colon < 0 ? text : text.substring(0, colon);
        Optional<List<String>> row = row("/etc/passwd", user, 7);
        int uid = row.map(r -> number(r.get(2), "/etc/passwd"))
                .orElseGet(() -> unknownMustBeNumber("user", user, "/etc/passwd"));
        int gid;
        List<Integer> groups = new ArrayList<>();
        if (colon >= 0) {
            gid = group(text.substring(colon + 1));
        } else {
            gid = row.map(r -> number(r.get(3), "/etc/passwd")).orElse(0);
            row.ifPresent(r -> groups.addAll(groupsOf(r.getFirst())));
        }
        // The process's own group is one of them, or files that deny it could be read by leaving it (CVE-2022-36109).
        if (!groups.contains(gid)) {
            groups.addFirst(gid);
        }
        return new Identity(new Owner(uid, gid), groups, row.map(r -> r.get(5)).orElse(""));
    }

    /** As {@link #identity} for {@code --chown}, where a number without a group means the group of that number. */
    public Owner owner(String text) {
        if (text.matches("\\d+")) {
            int id = number(text, "--chown");
            return new Owner(id, id);
        }
        if (text.startsWith(":")) {
            return new Owner(0, group(text.substring(1)));
        }
        return identity(text).owner();
    }

    private int group(String text) {
        return row("/etc/group", text, 4)
                .map(r -> number(r.get(2), "/etc/group"))
                .orElseGet(() -> unknownMustBeNumber("group", text, "/etc/group"));
    }

    private List<Integer> groupsOf(String user) {
        List<Integer> groups = new ArrayList<>();
        for (List<String> row : rows("/etc/group", 4)) {
            if (Arrays.asList(row.get(3).split(",")).contains(user)) {
                groups.add(number(row.get(2), "/etc/group"));
            }
        }
        return groups;
    }

    private static int unknownMustBeNumber(String what, String text, String file) {
        if (!text.matches("\\d+")) {
            throw new JcomposeException(
                    JcomposeException.Kind.INVALID,
                    "unable to find " + what + " " + text + ": no matching entries in " + file + " of the image",
                    "create the " + what + " in the image first, or give a number");
        }
        return number(text, file);
    }

    private static int number(String text, String where) {
        try {
            return Integer.parseUnsignedInt(text);
        } catch (NumberFormatException e) {
            throw new JcomposeException(
                    JcomposeException.Kind.INVALID,
                    "\"" + text + "\" in " + where + " is not a number from 0 to 4294967295",
                    "correct it",
                    e);
        }
    }

    /** By name, or by number where no name is that. */
    private Optional<List<String>> row(String file, String key, int columns) {
        List<List<String>> rows = rows(file, columns);
        return rows.stream()
                .filter(r -> r.getFirst().equals(key))
                .findFirst()
                .or(() -> rows.stream().filter(r -> r.get(2).equals(key)).findFirst());
    }

    private List<List<String>> rows(String path, int columns) {
        Optional<TreeFile> file = root.find(path, true).filter(f -> f.status().isRegular());
        if (file.isEmpty()) {
            return List.of();
        }
        List<List<String>> rows = new ArrayList<>();
        try (OpenFile open = root.read(file.get());
                InputStream in = open.input()) {
            String text = new String(in.readNBytes(LARGEST_FILE), StandardCharsets.UTF_8);
            for (String line : text.split("\n")) {
                List<String> row = List.of(line.strip().split(":", -1));
                if (row.size() >= columns && !line.startsWith("#")) {
                    rows.add(row);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return rows;
    }
}

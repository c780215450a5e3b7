package io.jcompose.engine.commit;

import io.jcompose.engine.build.context.CleanPath;
import io.jcompose.engine.build.context.FileTree;
import io.jcompose.engine.build.context.TreeFile;
import io.jcompose.engine.commit.Change.Kind;
import io.jcompose.engine.container.ContainerLayers;
import io.jcompose.linux.LinuxException;
import io.jcompose.linux.tree.Directory;
import io.jcompose.linux.tree.FileStatus;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Compares a container's upper directory with the layers below it, by docker's rules (moby daemon, archive changes): a file has changed when its mode, owner,
 * size, time, device or capabilities have; a directory when its mode or owner has, or something in it. A deleted directory is told without what was in it.
 * A directory comes before what is in it, names in the order of their bytes. Not told is what only the mounts of the container needed as their places.
 */
public final class Changes {
    private static final String OPAQUE = "trusted.overlay.opaque";
    private static final String CAPABILITY = "security.capability";

    private final FileTree below;
    private final Set<String> mountPlaces = new HashSet<>();

    private Changes(FileTree below, List<String> mountTargets) {
        this.below = below;
        for (String target : mountTargets) {
            String path = "";
            for (String name : CleanPath.components(FileTree.raw(target))) {
                path = CleanPath.join(path, name);
                mountPlaces.add(path);
            }
        }
    }

    public static List<Change> of(ContainerLayers layers) {
        try (FileTree below = FileTree.ofLayers(layers.below());
                Directory upper = Directory.open(layers.upper())) {
            Changes changes = new Changes(below, layers.mountTargets());
            return changes.in(upper, "", below.root(), isOpaque(upper, "."));
        }
    }

    private List<Change> in(Directory upper, String prefix, Optional<TreeFile> lower, boolean opaque) {
        List<Change> changes = new ArrayList<>();
        List<String> names = upper.list();
        for (String name : names) {
            try {
                Optional<FileStatus> status = upper.status(name);
                if (status.isPresent()) {
                    one(changes, upper, name, CleanPath.join(prefix, name), status.get(), lower);
                }
            } catch (LinuxException e) {
                // one that is deleted while this looks at it is told the next time
                if (!Directory.isGone(e)) {
                    throw e;
                }
            }
        }
        if (opaque && lower.isPresent()) {
            below.list(lower.get()).stream()
                    .filter(name -> !names.contains(name))
                    .forEach(name -> changes.add(change(Kind.DELETED, CleanPath.join(prefix, name))));
        }
        return changes;
    }

    private void one(
            List<Change> changes,
            Directory upper,
            String name,
            String path,
            FileStatus status,
            Optional<TreeFile> lowerParent) {
        Optional<TreeFile> lower = lowerParent.flatMap(parent -> below.child(parent, name));
        if (status.isWhiteout()) {
            lower.ifPresent(gone -> changes.add(change(Kind.DELETED, path)));
            return;
        }
        List<Change> inside = List.of();
        if (status.isDirectory()) {
            try (Directory child = upper.child(name)) {
                inside = in(child, path, lower.filter(file -> file.status().isDirectory()), isOpaque(upper, name));
            }
        }
        if (lower.isEmpty() && inside.isEmpty() && isMountPlace(path, status)) {
            return;
        }
        if (lower.isEmpty()) {
            changes.add(change(Kind.ADDED, path));
        } else if (!inside.isEmpty() || differs(upper, name, status, lower.get())) {
            changes.add(change(Kind.CHANGED, path));
        }
        changes.addAll(inside);
    }

    private boolean isMountPlace(String path, FileStatus status) {
        return mountPlaces.contains(path) && (status.isDirectory() || status.isRegular() && status.size() == 0);
    }

    private boolean differs(Directory upper, String name, FileStatus now, TreeFile before) {
        FileStatus then = before.status();
        if (now.mode() != then.mode() || !now.owner().equals(then.owner())) {
            return true;
        }
        if (now.isDirectory()) {
            return false;
        }
        return now.size() != then.size()
                || !now.modified().equals(then.modified())
                || now.rdevMajor() != then.rdevMajor()
                || now.rdevMinor() != then.rdevMinor()
                || now.isRegular() && !sameCapability(upper.attribute(name, CAPABILITY), before);
    }

    private boolean sameCapability(Optional<byte[]> now, TreeFile before) {
        byte[] then = below.attributes(before).getOrDefault(CAPABILITY, new byte[0]);
        return Arrays.equals(now.orElse(new byte[0]), then);
    }

    private static boolean isOpaque(Directory upper, String name) {
        return upper.attribute(name, OPAQUE)
                .filter(value -> value.length == 1 && value[0] == 'y')
                .isPresent();
    }

    private static Change change(Kind kind, String path) {
        return new Change(kind, "/" + FileTree.text(path));
    }
}

package io.jcompose.engine.build.step;

import io.jcompose.engine.build.context.CleanPath;
import io.jcompose.engine.build.context.FileTree;
import io.jcompose.engine.build.context.TreeFile;
import io.jcompose.linux.tree.Directory;
import io.jcompose.linux.tree.FileStatus;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The empty files and directories that mounts need as their targets and that do not belong to the image: found before a command runs, taken out of the
 * upper directory after it, unless the command has put something there.
 */
final class MountStubs {
    private final List<Path> lowers;
    private final List<String> missing = new ArrayList<>();

    MountStubs(List<Path> lowers, List<String> targets) {
        this.lowers = lowers;
        try (FileTree tree = FileTree.ofLayers(lowers)) {
            for (String target : targets) {
                FileTree.Resolved resolved = tree.resolve(FileTree.raw(target), true);
                String at = resolved.deepest().map(TreeFile::path).orElse("");
                for (String name : resolved.missing()) {
                    at = CleanPath.join(at, name);
                    missing.add(at);
                }
            }
        }
    }

    void removeFrom(Path upperPath) {
        // Deepest first, so that what a stub lay in is empty then.
        missing.sort(Comparator.comparingInt(
                        (String path) -> CleanPath.components(path).size())
                .reversed());
        try (Directory upper = Directory.open(upperPath);
                FileTree tree = FileTree.ofLayers(lowers)) {
            for (String path : missing) {
                if (remove(upper, path)) {
                    removeCopiedUp(upper, tree, path);
                }
            }
        }
    }

    private static boolean remove(Directory upper, String path) {
        Optional<FileStatus> status = upper.status(path);
        if (status.isEmpty()) {
            return false;
        }
        if (status.get().isDirectory()) {
            if (!isEmpty(upper, path)) {
                return false;
            }
            upper.rmdir(path);
            return true;
        }
        if (status.get().isRegular() && status.get().size() == 0) {
            upper.unlink(path);
            return true;
        }
        return false;
    }

    private static boolean isEmpty(Directory upper, String path) {
        try (Directory directory = upper.child(path)) {
            return directory.list().isEmpty();
        }
    }

    /** A directory of a lower layer is in the upper one only because the stub was made in it. */
    private static void removeCopiedUp(Directory upper, FileTree tree, String stub) {
        String parent = stub.substring(0, Math.max(0, stub.lastIndexOf('/')));
        if (parent.isEmpty() || upper.status(parent).isEmpty() || !isEmpty(upper, parent)) {
            return;
        }
        FileStatus now = upper.status(parent).orElseThrow();
        boolean asBelow = tree.find(parent, false)
                .map(TreeFile::status)
                .map(below -> below.mode() == now.mode() && below.owner().equals(now.owner()))
                .orElse(false);
        if (asBelow && upper.attribute(parent, "trusted.overlay.opaque").isEmpty()) {
            upper.rmdir(parent);
            removeCopiedUp(upper, tree, parent);
        }
    }
}

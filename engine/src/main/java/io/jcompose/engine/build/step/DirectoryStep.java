package io.jcompose.engine.build.step;

import io.jcompose.engine.build.context.FileTree;
import io.jcompose.error.JcomposeException;
import io.jcompose.linux.tree.FileStatus.Owner;
import io.jcompose.linux.tree.FileStatus.Time;
import java.nio.file.Path;
import java.util.List;

/** What WORKDIR does to the root file system. */
public final class DirectoryStep {
    private DirectoryStep() {}

    /** Whether layers, the lowest first, have that directory; FAILED_PRECONDITION when something else is at its place. */
    public static boolean isThere(List<Path> layers, String path) {
        try (FileTree tree = FileTree.ofLayers(layers)) {
            if (path.equals("/")) {
                return true;
            }
            return tree.find(FileTree.raw(path), true)
                    .map(file -> {
                        if (!file.status().isDirectory()) {
                            throw new JcomposeException(
                                    JcomposeException.Kind.FAILED_PRECONDITION,
                                    "\"" + path + "\" is not a directory in the image",
                                    "choose another path");
                        }
                        return true;
                    })
                    .orElse(false);
        }
    }

    /**
     * Whose a directory is that is made after {@code USER}: that user's, and root's when the image does not know it, as with BuildKit.
     *
     * @param user as the instruction has it; may be empty
     */
    public static Owner owner(List<Path> layers, String user) {
        try (FileTree tree = FileTree.ofLayers(layers)) {
            return user.isEmpty() ? Owner.ROOT : new RootUsers(tree).owner(user);
        } catch (JcomposeException unknown) {
            return Owner.ROOT;
        }
    }

    /** Makes it, and what is missing above it, in an upper directory. */
    public static void make(List<Path> layers, Path upper, String path, Owner owner, Time time) {
        try (LayerWriter writer = new LayerWriter(layers, upper, time)) {
            writer.makeDirectories(FileTree.raw(path), owner, LayerWriter.DIRECTORY_MODE);
            writer.restoreDirectoryTimes();
        }
    }
}

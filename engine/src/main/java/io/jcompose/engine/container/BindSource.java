package io.jcompose.engine.container;

import io.jcompose.error.JcomposeException;
import io.jcompose.error.JcomposeException.Kind;
import io.jcompose.linux.LinuxException;
import io.jcompose.linux.tree.Directory;
import io.jcompose.linux.tree.FileStatus.Owner;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/**
 * Makes the directory of a bind mount that is not there. Docker makes it root's; here it belongs to whom the directory above belongs, so that a user finds
 * nothing in a project that only root can change.
 */
final class BindSource {
    private static final int MODE = 0755;

    private BindSource() {}

    /** Does nothing when it is there. */
    static void make(Path source) {
        Path there = source.toAbsolutePath().normalize();
        Path wanted = there;
        while (!Files.exists(there)) {
            // The root is there.
            there = Objects.requireNonNull(there.getParent());
        }
        try (Directory above = Directory.open(there)) {
            make(above, there.relativize(wanted));
        } catch (LinuxException e) {
            throw new JcomposeException(
                    Kind.INVALID,
                    "the bind source \"" + source + "\" can't be made: " + e.getMessage(),
                    "make it yourself",
                    e);
        }
    }

    private static void make(Directory above, Path missing) {
        if (missing.toString().isEmpty()) {
            return;
        }
        String name = Directory.raw(missing.getName(0));
        Owner owner = above.status("").orElseThrow().owner();
        above.mkdir(name, MODE);
        above.owner(name, owner);
        // by its descriptor: who puts a link in its place leads nothing elsewhere
        try (Directory made = above.child(name)) {
            make(made, missing.subpath(0, 1).relativize(missing));
        }
    }
}

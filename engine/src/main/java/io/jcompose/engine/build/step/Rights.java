package io.jcompose.engine.build.step;

import io.jcompose.engine.build.context.TreeFile;
import io.jcompose.linux.tree.FileStatus.Owner;
import java.util.Optional;

/**
 * Whom copied files belong to and what may be done with them.
 *
 * @param owner of {@code --chown}, names already looked up
 * @param keepOwners without one: as in the source; else root's
 */
record Rights(Optional<Owner> owner, Optional<FileMode> mode, boolean keepOwners) {
    Owner owner(TreeFile file) {
        return owner.orElse(keepOwners ? file.status().owner() : Owner.ROOT);
    }

    int permissions(TreeFile file) {
        int own = file.status().permissions();
        return mode.map(m -> m.apply(own, file.status().isDirectory())).orElse(own);
    }

    /** The owner of what has no source: files of an instruction's own text, and directories that have to be made, the destination among them. */
    Owner newOwner() {
        return owner.orElse(Owner.ROOT);
    }

    /** The permissions of those directories, whatever a copied directory has: an octal {@code --chmod} is for them, too, as with BuildKit. */
    int newDirectories() {
        return mode.filter(FileMode::isAbsolute).map(m -> m.apply(0, true)).orElse(LayerWriter.DIRECTORY_MODE);
    }

    /** What of a file's mode and owner counts for the cache: not what the instruction overrides. */
    String signature(TreeFile file) {
        String bits = mode.filter(FileMode::isAbsolute)
                .map(m -> "")
                .orElseGet(() -> Integer.toOctalString(file.status().permissions()));
        Owner kept = file.status().owner();
        return bits + (keepOwners && owner.isEmpty() ? ":" + kept.uid() + ":" + kept.gid() : "");
    }
}

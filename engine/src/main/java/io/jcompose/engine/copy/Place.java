package io.jcompose.engine.copy;

import io.jcompose.error.JcomposeException;
import io.jcompose.error.JcomposeException.Kind;
import io.jcompose.linux.Errno;
import io.jcompose.linux.LinuxException;
import io.jcompose.linux.tree.Directory;
import io.jcompose.linux.tree.FileStatus;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * One side of a copy: a tree whose root no path leaves. The host's is "/" itself; its paths follow its links.
 *
 * @param label how errors call it: {@code container web}, empty for the host
 */
public record Place(Directory root, String label) {
    private static final int MAX_LINKS = 40;

    /** @param parent the caller's to close */
    record Found(Directory parent, String name, CopyPath path, FileStatus status) implements AutoCloseable {
        @Override
        public void close() {
            parent.close();
        }
    }

    /** The file at a path, a link itself unless {@code follow}; empty when there is none. */
    Optional<Found> find(CopyPath path, boolean follow) {
        CopyPath at = path;
        for (int links = 0; links <= MAX_LINKS; links++) {
            Optional<Directory> parent = directory(at.parent());
            if (parent.isEmpty()) {
                return Optional.empty();
            }
            String name = at.name().isEmpty() ? "." : Directory.bytes(at.name());
            Optional<FileStatus> status = status(parent.get(), name);
            if (status.isEmpty()) {
                parent.get().close();
                return Optional.empty();
            }
            if (!status.get().isSymlink() || !follow && !path.directory()) {
                return Optional.of(new Found(parent.get(), name, at, status.get()));
            }
            String target = parent.get().target(name);
            parent.get().close();
            at = at.at(text(target));
        }
        throw endless(path);
    }

    /** Where a path leads in the end, also when there is nothing: what the last link says. */
    CopyPath end(CopyPath path) {
        CopyPath at = path;
        for (int links = 0; links <= MAX_LINKS; links++) {
            Optional<Directory> parent = directory(at.parent());
            if (parent.isEmpty()) {
                return at;
            }
            try (Directory directory = parent.get()) {
                String name = at.name().isEmpty() ? "." : Directory.bytes(at.name());
                if (status(directory, name).filter(FileStatus::isSymlink).isEmpty()) {
                    return at;
                }
                at = at.at(text(directory.target(name)));
            }
        }
        throw endless(path);
    }

    private static String text(String bytes) {
        return new String(bytes.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }

    private static JcomposeException endless(CopyPath path) {
        return new JcomposeException(
                Kind.INVALID, "\"" + path.path() + "\" leads through too many links", "look for a link to itself");
    }

    private static Optional<FileStatus> status(Directory parent, String name) {
        try {
            return parent.status(name);
        } catch (LinuxException e) {
            if (e.errno() == Errno.ENOTDIR) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** The directory of that path, links resolved inside the root; the caller's to close. */
    Optional<Directory> directory(String path) {
        try {
            return Optional.of(root.inside(Directory.bytes(path)));
        } catch (LinuxException e) {
            if (e.errno() == Errno.ENOENT || e.errno() == Errno.ENOTDIR || e.errno() == Errno.ELOOP) {
                return Optional.empty();
            }
            throw e;
        }
    }

    JcomposeException missing(String path) {
        return new JcomposeException(
                Kind.NOT_FOUND,
                label.isEmpty()
                        ? "lstat " + path + ": no such file or directory"
                        : "Could not find the file " + path + " in " + label,
                "correct the path");
    }
}

package io.jcompose.engine.copy;

import io.jcompose.engine.container.ContainerRoot;
import io.jcompose.engine.container.Containers;
import io.jcompose.engine.copy.Placement.Present;
import io.jcompose.error.JcomposeException;
import io.jcompose.error.JcomposeException.Kind;
import io.jcompose.linux.Errno;
import io.jcompose.linux.LinuxException;
import io.jcompose.linux.tree.Directory;
import io.jcompose.linux.tree.FileStatus.Owner;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Optional;

/**
 * {@code cp} between the host and containers, running or not. Paths in containers are absolute, or taken from its root; those of the host are absolute.
 * Calls block; what was copied before a failure stays.
 */
public final class Copies {
    private final Containers containers;

    public Copies(Containers containers) {
        this.containers = containers;
    }

    /**
     * @param archive on the host, keep user and group of the source: else everything is root's, whose command this is. In a container, give everything to
     *     its user, if it names one: else what is copied keeps its numbers (moby daemon/archive_unix.go; its documentation says otherwise)
     * @param followLink copy what a link at the source leads to
     */
    public record Options(boolean archive, boolean followLink) {
        private Optional<Owner> onHost() {
            return archive ? Optional.empty() : Optional.of(Owner.ROOT);
        }
    }

    private Optional<Owner> inside(String container, Options options) {
        return options.archive() ? containers.user(container) : Optional.empty();
    }

    /** Writes a file or a tree of a container as a tar, named after the last part of its path. */
    public void read(String container, String path, OutputStream out, Options options) {
        CopyPath source = CopyPath.of(path);
        try (ContainerRoot root = containers.openRoot(container);
                Place.Found found = source(place(root), source, options)) {
            Archiving.write(found, source.contents() ? "" : source.name(), out);
        } catch (IOException e) {
            throw broken("reading \"" + path + "\" of " + container, e);
        }
    }

    /** Unpacks a tar into a directory of a container. */
    public void write(InputStream in, String container, String path, Options options) {
        CopyPath target = CopyPath.of(path);
        try (ContainerRoot root = containers.openRoot(container)) {
            Place place = place(root);
            CopyPath there = resolved(place, target);
            if (present(place, there) != Present.DIRECTORY) {
                throw new JcomposeException(
                        Kind.INVALID,
                        "destination \"" + container + ":" + path + "\" must be a directory",
                        "name an existing directory");
            }
            extract(in, root, place, there.path(), inside(container, options));
        }
    }

    /**
     * From a container to the host.
     *
     * @param intoDirectory {@code to} ended in a slash: it has to be a directory
     * @return bytes of the archive that went over
     */
    public long toHost(String container, String from, Path to, boolean intoDirectory, Options options) {
        CopyPath source = CopyPath.of(from);
        try (ContainerRoot root = containers.openRoot(container);
                Directory host = Directory.open(Path.of("/"));
                Place.Found found = source(place(root), source, options)) {
            Place place = new Place(host, "");
            CopyPath target = resolved(place, hostPath(to, intoDirectory));
            Placement placement = placement(place, source, found, target);
            if (place.directory(placement.directory()).map(Copies::closed).isEmpty()) {
                throw new JcomposeException(
                        Kind.INVALID,
                        "invalid output path: directory \"" + placement.directory() + "\" does not exist",
                        "make it first");
            }
            return transfer(
                    found, placement, in -> new Extracting(in, place, placement.directory(), options.onHost()).run());
        }
    }

    /**
     * From the host to a container.
     *
     * @param ending what {@code from} ended in: empty, {@code /} for a directory, or {@code /.} for what is in it
     * @return bytes of the archive that went over
     */
    public long toContainer(Path from, String ending, String container, String to, Options options) {
        CopyPath source = CopyPath.of(from + ending);
        try (Directory host = Directory.open(Path.of("/"));
                ContainerRoot root = containers.openRoot(container);
                Place.Found found = source(new Place(host, ""), source, options)) {
            Place place = place(root);
            CopyPath target = resolved(place, CopyPath.of(to));
            Placement placement = placement(place, source, found, target);
            Optional<Owner> owner = inside(container, options);
            return transfer(found, placement, in -> extract(in, root, place, placement.directory(), owner));
        }
    }

    private static CopyPath hostPath(Path path, boolean intoDirectory) {
        return CopyPath.of(path + (intoDirectory ? "/" : ""));
    }

    private static Place place(ContainerRoot root) {
        return new Place(root.directory(), "container " + root.container());
    }

    private static boolean closed(Directory directory) {
        directory.close();
        return true;
    }

    private static Place.Found source(Place place, CopyPath source, Options options) {
        return place.find(source, options.followLink()).orElseThrow(() -> place.missing(source.path()));
    }

    /** A destination that is a link means what that leads to. */
    private static CopyPath resolved(Place place, CopyPath target) {
        CopyPath end = place.end(target);
        return new CopyPath(end.parent(), end.name(), target.contents(), target.directory());
    }

    private static Present present(Place place, CopyPath target) {
        try (Place.Found found = place.find(target, true).orElse(null)) {
            if (found == null) {
                return Present.NOTHING;
            }
            if (found.status().isDirectory()) {
                return Present.DIRECTORY;
            }
            if (!found.status().isRegular()) {
                throw unreplaceable(place, target);
            }
            return Present.FILE;
        }
    }

    /** A copy takes the place of what is there; of a device every program of the machine would be bereft. */
    private static JcomposeException unreplaceable(Place place, CopyPath target) {
        String path = "\"" + target.path() + "\"";
        return new JcomposeException(
                Kind.INVALID,
                (place.label().isEmpty()
                                ? "invalid output path: " + path
                                : "destination " + path + " in " + place.label())
                        + " must be a directory or a regular file",
                "name another file; a device, a pipe or a socket is not replaced");
    }

    private static Placement placement(Place place, CopyPath source, Place.Found found, CopyPath target) {
        return Placement.of(source, found.status().isDirectory(), target, present(place, target));
    }

    private static void extract(
            InputStream in, ContainerRoot root, Place place, String directory, Optional<Owner> owner) {
        checkWritable(root, place, directory);
        try {
            new Extracting(in, place, directory, owner).run();
        } catch (LinuxException e) {
            if (e.errno() == Errno.EROFS) {
                throw readOnly(root, place, directory, e);
            }
            throw e;
        } catch (IOException e) {
            throw broken("writing to \"" + directory + "\" of " + root.container(), e);
        }
    }

    /** A root file system that is read-only for the processes is so for copies too, also while it is mounted for one alone. */
    private static void checkWritable(ContainerRoot root, Place place, String directory) {
        try (Directory target = place.directory(directory).orElseThrow(() -> place.missing(directory))) {
            if (root.readOnly() && onRoot(place, target)) {
                throw rootIsReadOnly();
            }
        }
    }

    private static boolean onRoot(Place place, Directory directory) {
        return device(directory) == device(place.root());
    }

    private static long device(Directory directory) {
        return directory.status(".").orElseThrow().device();
    }

    private static JcomposeException readOnly(ContainerRoot root, Place place, String directory, LinuxException cause) {
        try (Directory target = place.directory(directory).orElseThrow(() -> place.missing(directory))) {
            return onRoot(place, target)
                    ? rootIsReadOnly()
                    : new JcomposeException(
                            Kind.INVALID,
                            "mounted volume is marked read-only",
                            "copy to another directory of " + root.container() + ", or mount it without ro",
                            cause);
        }
    }

    private static JcomposeException rootIsReadOnly() {
        return new JcomposeException(
                Kind.INVALID, "container rootfs is marked read-only", "copy to one of its volumes");
    }

    private interface Reading {
        void from(InputStream in) throws IOException;
    }

    private static long transfer(Place.Found source, Placement placement, Reading reading) {
        return Transfer.run(out -> Archiving.write(source, placement.name(), out), reading::from);
    }

    static JcomposeException broken(String what, IOException cause) {
        return new JcomposeException(
                Kind.UNAVAILABLE, what + " failed: " + cause.getMessage(), "look at the disk and try again", cause);
    }
}

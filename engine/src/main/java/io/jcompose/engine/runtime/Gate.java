package io.jcompose.engine.runtime;

import io.jcompose.error.JcomposeException;
import io.jcompose.error.JcomposeException.Kind;
import io.jcompose.linux.Errno;
import io.jcompose.linux.LinuxException;
import io.jcompose.linux.file.DescriptorSet;
import io.jcompose.linux.file.Descriptors;
import io.jcompose.linux.file.FileStatus;
import io.jcompose.linux.file.Open;
import io.jcompose.linux.file.RootDirectory;
import io.jcompose.linux.process.Spawn;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The fifos at which a new process tells that it is there and waits before it executes its program ({@link Spawn.Gate}).
 *
 * <p>They lie where the process can see them; the engine works on them by descriptors and needs no path.
 */
final class Gate {
    private static final List<String> PLACES = List.of("/dev", "/", "/tmp", "/run");
    private static final String ARRIVAL = ".arrival";
    private static final String START = ".start";

    private final int directory;
    private final String name;
    private final String place;
    private final int readEnd;
    private final int start;
    private boolean hidden;
    private boolean closed;

    private Gate(int directory, String name, String place, int readEnd, int start) {
        this.directory = directory;
        this.name = name;
        this.place = place;
        this.readEnd = readEnd;
        this.start = start;
    }

    /** Made in the first writable of some places below the root, for the eyes of one user. */
    static Gate make(RootDirectory root, String name, ProcessSpec.User user) {
        for (String place : PLACES) {
            long directory = root.attempt(place, Open.PATH | Open.DIRECTORY, 0);
            if (directory >= 0) {
                Optional<Gate> made = in((int) directory, place, name, user);
                if (made.isPresent()) {
                    return made.get();
                }
            } else if (Errno.isOfResources((int) -directory)) {
                throw new LinuxException((int) -directory, "open", place);
            }
        }
        throw new JcomposeException(
                Kind.FAILED_PRECONDITION,
                "the container has no writable /dev to start a process from",
                "mount a tmpfs at /dev");
    }

    /** Empty where nothing can be written. The directory's descriptor is the gate's, or closed; what fails leaves no fifo. */
    private static Optional<Gate> in(int directory, String place, String name, ProcessSpec.User user) {
        DescriptorSet open = new DescriptorSet();
        open.add(directory);
        try {
            makeFifo(directory, name + ARRIVAL, user);
            makeFifo(directory, name + START, user);
            int readEnd = open.add(Descriptors.openAt(directory, name + ARRIVAL, Open.RDONLY | Open.NONBLOCK, 0));
            int start = Descriptors.openAt(directory, name + START, Open.PATH, 0);
            return Optional.of(new Gate(directory, name, place, readEnd, start));
        } catch (LinuxException e) {
            try (open) {
                if (e.errno() == Errno.EROFS || e.errno() == Errno.EACCES) {
                    return Optional.empty();
                }
                Descriptors.remove(directory, name + ARRIVAL, 0);
                Descriptors.remove(directory, name + START, 0);
            }
            throw e;
        }
    }

    private static void makeFifo(int directory, String name, ProcessSpec.User user) {
        Descriptors.makeNode(directory, name, FileStatus.FIFO | 0600, 0, 0);
        Descriptors.changeOwnerAt(directory, name, user.uid(), user.gid());
    }

    /** As the process sees it. */
    Spawn.Gate seenFromInside() {
        String prefix = (place.equals("/") ? "" : place) + "/" + name;
        return new Spawn.Gate(prefix + ARRIVAL, prefix + START);
    }

    /** Hangs up when the process has come to the gate. */
    int readEnd() {
        return readEnd;
    }

    /** The process waits: nothing need be seen of the gate any more, least of all by the program. Repeatable. */
    synchronized void hide() {
        if (!hidden) {
            hidden = true;
            Descriptors.close(readEnd);
            Descriptors.remove(directory, name + ARRIVAL, 0);
            Descriptors.remove(directory, name + START, 0);
            Descriptors.close(directory);
        }
    }

    /**
     * Lets the process go on.
     *
     * @return a descriptor to be closed once the process is through, or empty when no process waits
     */
    synchronized OptionalInt open() {
        if (closed) {
            return OptionalInt.empty();
        }
        try {
            return OptionalInt.of(Descriptors.open("/proc/self/fd/" + start, Open.WRONLY | Open.NONBLOCK));
        } catch (LinuxException e) {
            if (e.errno() == Errno.ENXIO) {
                return OptionalInt.empty();
            }
            throw e;
        }
    }

    /** Repeatable; a process that waits goes on waiting. */
    synchronized void close() {
        hide();
        if (!closed) {
            closed = true;
            Descriptors.close(start);
        }
    }
}

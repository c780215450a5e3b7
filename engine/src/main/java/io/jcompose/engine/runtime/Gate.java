package io.jcompose.engine.runtime;

import io.jcompose.error.JcomposeException;
import io.jcompose.error.JcomposeException.Kind;
import io.jcompose.linux.Errno;
import io.jcompose.linux.LinuxException;
import io.jcompose.linux.file.Descriptors;
import io.jcompose.linux.file.FileStatus;
import io.jcompose.linux.file.Open;
import io.jcompose.linux.file.RootDirectory;
import java.util.List;

/**
 * The fifo at which a new process waits before it executes its program.
 *
 * <p>It lies where the process can see it; the engine works on it by descriptors and needs no path.
 */
final class Gate {
    private static final List<String> PLACES = List.of("/dev", "/", "/tmp", "/run");

    private final int directory;
    private final String name;
    private final String path;
    private final int readEnd;
    private boolean removed;

    private Gate(int directory, String name, String path, int readEnd) {
        this.directory = directory;
        this.name = name;
        this.path = path;
        this.readEnd = readEnd;
    }

    /** Made in the first writable of some places below the root, for the eyes of one user. */
    static Gate make(RootDirectory root, String name, int uid, int gid) {
        for (String place : PLACES) {
            long found = root.attempt(place, Open.PATH | Open.DIRECTORY, 0);
            if (found < 0) {
                continue;
            }
            int directory = (int) found;
            try {
                Descriptors.makeNode(directory, name, FileStatus.FIFO | 0600, 0, 0);
                Descriptors.changeOwnerAt(directory, name, uid, gid);
                int readEnd = Descriptors.openAt(directory, name, Open.RDONLY | Open.NONBLOCK, 0);
                return new Gate(directory, name, (place.equals("/") ? "" : place) + "/" + name, readEnd);
            } catch (LinuxException e) {
                Descriptors.close(directory);
                if (e.errno() != Errno.EROFS && e.errno() != Errno.EACCES) {
                    throw e;
                }
            }
        }
        throw new JcomposeException(
                Kind.FAILED_PRECONDITION,
                "the container has no writable /dev to start a process from",
                "Mount a tmpfs at /dev.");
    }

    /** As the process sees it. */
    String path() {
        return path;
    }

    /** Hangs up when the process has come to the gate. */
    int readEnd() {
        return readEnd;
    }

    /** To be called once the process is there: as long as we could read, it would not wait. */
    void closeReadEnd() {
        Descriptors.close(readEnd);
    }

    /** Lets the process go on; it may do so until the descriptor that is returned is closed. */
    int open() {
        return Descriptors.openAt(directory, name, Open.RDWR | Open.NONBLOCK, 0);
    }

    /** Repeatable. */
    synchronized void remove() {
        if (!removed) {
            removed = true;
            Descriptors.remove(directory, name, 0);
            Descriptors.close(directory);
        }
    }
}

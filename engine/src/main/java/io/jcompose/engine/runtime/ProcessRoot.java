package io.jcompose.engine.runtime;

import io.jcompose.linux.LinuxException;
import io.jcompose.linux.tree.Directory;
import java.nio.file.Path;
import java.util.Optional;

/** Where the root of a process is (proc_pid_root(5)). */
public final class ProcessRoot {
    private ProcessRoot() {}

    /**
     * Whether it is the machine's own, as with the processes here of a runtime whose containers have a kernel of their own (Kata): nothing of such a container is reached through them, neither its files nor its
     * namespaces, but the machine's.
     */
    public static boolean isTheMachines(int pid) {
        return at("/proc/" + pid + "/root").equals(at("/"));
    }

    private record Place(long device, long inode) {}

    /** Empty when the process has ended. */
    private static Optional<Place> at(String path) {
        try (Directory root = Directory.open(Path.of(path))) {
            return root.status("").map(status -> new Place(status.device(), status.inode()));
        } catch (LinuxException e) {
            return Optional.empty();
        }
    }
}

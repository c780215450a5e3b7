package io.jcompose.engine.build.step;

import io.jcompose.engine.runtime.ProcessSpec;
import io.jcompose.linux.tree.FileStatus.Owner;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A command and the file system it works on.
 *
 * @param directory of this step alone, for files that the runner needs
 * @param network {@code default}, {@code none}, {@code host} or the id of a network
 * @param extraHosts name to address, for /etc/hosts
 * @param ulimits of the process
 * @param shmBytes size of /dev/shm
 */
public record StepCommand(
        Rootfs rootfs,
        Path directory,
        Process process,
        String network,
        Map<String, String> extraHosts,
        long shmBytes,
        List<ProcessSpec.Rlimit> ulimits,
        List<StepMount> mounts) {
    public StepCommand {
        extraHosts = Collections.unmodifiableMap(new LinkedHashMap<>(extraHosts));
        ulimits = List.copyOf(ulimits);
        mounts = List.copyOf(mounts);
    }

    /**
     * @param lowers the layers so far, the lowest first; may be empty
     * @param upper gets what the command writes
     * @param work an empty directory on upper's file system
     */
    public record Rootfs(List<Path> lowers, Path upper, Path work) {
        public Rootfs {
            lowers = List.copyOf(lowers);
        }
    }

    public record Process(
            List<String> arguments, Map<String, String> environment, String workingDirectory, RootUsers.Identity user) {
        public Process {
            arguments = List.copyOf(arguments);
            environment = Collections.unmodifiableMap(new LinkedHashMap<>(environment));
        }
    }

    /** What {@code RUN --mount} adds; the targets are absolute. */
    public sealed interface StepMount {
        String target();

        record Bind(Path source, String target, boolean readOnly) implements StepMount {}

        /** A file that only lies in memory. */
        record Secret(byte[] content, String target, Owner owner, int permissions) implements StepMount {
            @Override
            public String toString() {
                return "Secret[" + target + "]";
            }
        }

        record Tmpfs(String target, long bytes) implements StepMount {}
    }
}

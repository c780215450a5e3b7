package io.jcompose.engine.runtime;

import io.jcompose.error.JcomposeException;
import io.jcompose.error.JcomposeException.Kind;
import io.jcompose.linux.file.Descriptors;
import io.jcompose.linux.mount.MountAttributes;
import io.jcompose.linux.mount.Mounts;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What of later mounts passes between the host and a container (mount_namespaces(7)). */
final class Propagation {
    private Propagation() {}

    /** Sets it for the calling thread's new mount namespace. */
    static void ofRoot(@Nullable String wanted, String rootPath) {
        switch (wanted == null ? "rslave" : wanted) {
            case "slave", "rslave" -> Mounts.setPropagation("/", MountAttributes.SLAVE, true);
            case "private", "rprivate" -> Mounts.setPropagation("/", MountAttributes.PRIVATE, true);
            // Mounts stay peers of the host's; only the one that the root is put on must not tell the host
            // (pivot_root(2), EINVAL).
            case "shared", "rshared" -> Mounts.setPropagation(mountAbove(rootPath), MountAttributes.PRIVATE, false);
            default ->
                throw new JcomposeException(Kind.INVALID, "the root propagation \"" + wanted + "\" does not exist");
        }
    }

    private static String mountAbove(String path) {
        String above = "/";
        for (String line : Descriptors.readFile("/proc/thread-self/mountinfo").split("\n")) {
            String point = List.of(line.split(" ")).get(4);
            if (path.startsWith(point + "/") && point.length() > above.length()) {
                above = point;
            }
        }
        return above;
    }
}

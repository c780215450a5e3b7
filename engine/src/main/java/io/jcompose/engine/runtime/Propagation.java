package io.jcompose.engine.runtime;

import io.jcompose.error.JcomposeException;
import io.jcompose.error.JcomposeException.Kind;
import io.jcompose.linux.mount.MountAttributes;
import io.jcompose.linux.mount.MountPoint;
import io.jcompose.linux.mount.Mounts;
import org.jspecify.annotations.Nullable;

/** What of later mounts passes between the host and a container (mount_namespaces(7)). */
final class Propagation {
    private Propagation() {}

    /** Sets it for the calling thread's new mount namespace. */
    static void ofRoot(@Nullable String wanted, String rootPath) {
        switch (wanted == null ? "rslave" : wanted) {
            case "slave", "rslave" -> Mounts.setPropagation("/", MountAttributes.SLAVE, true);
            case "private", "rprivate", "unbindable", "runbindable" ->
                Mounts.setPropagation("/", MountAttributes.PRIVATE, true);
            // Mounts stay peers of the host's; only the one that the root is put on must not tell the host
            // (pivot_root(2), EINVAL).
            case "shared", "rshared" ->
                Mounts.setPropagation(MountPoint.of(rootPath).path(), MountAttributes.PRIVATE, false);
            default ->
                throw new JcomposeException(Kind.INVALID, "the root propagation \"" + wanted + "\" does not exist");
        }
    }

    /**
     * Within the calling thread's new mount namespace and to those that are made of it, not to the host: as programs that make containers know it from machines that
     * systemd started. Kata shows its virtual machine a slave of the directory into which it mounts a container's root.
     */
    static void ofCommands() {
        Mounts.setPropagation("/", MountAttributes.SHARED, true);
    }

    /** What a mount for all must not yet be while the root is put together: it could not be copied. */
    static void ofFinishedRoot(@Nullable String wanted, int root) {
        switch (wanted == null ? "rslave" : wanted) {
            case "unbindable" -> Mounts.setAttributes(root, "/", false, 0, 0, MountAttributes.UNBINDABLE);
            case "runbindable" -> Mounts.setAttributes(root, "/", true, 0, 0, MountAttributes.UNBINDABLE);
            default -> {
                // It has been set for all mounts, before these were made.
            }
        }
    }

    /** What must not be before the root is changed (pivot_root(2), EINVAL). */
    static void ofNewRoot(@Nullable String wanted) {
        boolean recursive = "rshared".equals(wanted);
        if (recursive || "shared".equals(wanted)) {
            Mounts.setPropagation("/", MountAttributes.SHARED, recursive);
        }
    }
}

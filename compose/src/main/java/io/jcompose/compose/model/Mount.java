package io.jcompose.compose.model;

import java.util.Map;
import java.util.Optional;

/**
 * A mount of a service.
 *
 * @param source bind: an absolute path of the host; volume: the volume's key in the project, absent for an anonymous one; image: a reference
 */
public record Mount(
        Kind kind,
        Optional<String> source,
        String target,
        boolean readOnly,
        Optional<String> consistency,
        Options options) {
    public enum Kind {
        BIND,
        VOLUME,
        TMPFS,
        IMAGE,
        NPIPE,
        CLUSTER
    }

    /** What only one kind of mount understands. */
    public sealed interface Options {
        Options NONE = new NoOptions();
    }

    public record NoOptions() implements Options {}

    /**
     * @param createHostPath make the source directory when it is missing
     * @param selinux z or Z
     * @param recursive enabled, disabled, writable or readonly
     */
    public record BindOptions(
            Optional<String> propagation, boolean createHostPath, Optional<String> selinux, Optional<String> recursive)
            implements Options {}

    public record VolumeOptions(boolean noCopy, Optional<String> subpath, Map<String, String> labels)
            implements Options {
        public VolumeOptions {
            labels = Ordered.copy(labels);
        }
    }

    /** {@code size} in bytes, 0 for no limit. */
    public record TmpfsOptions(long size, Optional<Integer> mode) implements Options {}

    public record ImageOptions(Optional<String> subpath) implements Options {}
}

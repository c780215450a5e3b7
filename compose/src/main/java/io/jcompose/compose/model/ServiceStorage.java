package io.jcompose.compose.model;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a service finds in its file system besides the image.
 *
 * @param tmpfs {@code PATH} or {@code PATH:OPTIONS}
 * @param shmSize of /dev/shm, in bytes
 */
public record ServiceStorage(
        List<Mount> volumes,
        List<String> tmpfs,
        List<FileMount> configs,
        List<FileMount> secrets,
        List<VolumesFrom> volumesFrom,
        Optional<Long> shmSize,
        Map<String, String> storageOpt) {
    public static final ServiceStorage NONE =
            new ServiceStorage(List.of(), List.of(), List.of(), List.of(), List.of(), Optional.empty(), Map.of());

    public ServiceStorage {
        volumes = List.copyOf(volumes);
        tmpfs = List.copyOf(tmpfs);
        configs = List.copyOf(configs);
        secrets = List.copyOf(secrets);
        volumesFrom = List.copyOf(volumesFrom);
        storageOpt = Ordered.copy(storageOpt);
    }

    /** @param container the name is a container's, not a service's of this project */
    public record VolumesFrom(String name, boolean container, boolean readOnly) {}
}

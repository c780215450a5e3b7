package io.jcompose.compose.plan;

import java.util.List;
import java.util.Map;

/**
 * A container of a project as it was seen.
 *
 * @param place what its labels say of its place in the project
 * @param exitCode of its last run, 0 if it has not ended
 * @param networks ids of the networks it is connected to
 * @param labels all of them
 */
public record ObservedContainer(
        String id,
        String name,
        Place place,
        Life life,
        int exitCode,
        String imageId,
        List<String> networks,
        List<MountedVolume> volumes,
        Map<String, String> labels) {
    public ObservedContainer {
        networks = List.copyOf(networks);
        volumes = List.copyOf(volumes);
    }

    public record Place(String service, int number, boolean oneOff) {}

    public enum Life {
        CREATED,
        RUNNING,
        RESTARTING,
        ENDED;

        /** It runs, or will again without anybody's doing. */
        public boolean isAlive() {
            return this == RUNNING || this == RESTARTING;
        }
    }

    public record MountedVolume(String name, String target, boolean anonymous) {}

    ObservedContainer withName(String other) {
        return new ObservedContainer(id, other, place, life, exitCode, imageId, networks, volumes, labels);
    }

    public String service() {
        return place.service();
    }

    public int number() {
        return place.number();
    }

    public String label(String key) {
        return labels.getOrDefault(key, "");
    }
}

package io.jcompose.engine.runtime;

import io.jcompose.linux.file.DescriptorSet;
import io.jcompose.linux.file.Descriptors;
import io.jcompose.linux.file.Open;
import io.jcompose.linux.mount.Mounts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Mounts of other containers that a program is to bind which has no way to them, such as the shared memory of one whose ipc namespace is joined: their copies are put
 * where that program sees them, and it is told that place.
 */
final class LentMounts {
    private final Map<MountSpec, Path> places = new LinkedHashMap<>();
    private final List<MountSpec> told = new ArrayList<>();

    /** @param bundle gets the empty directories at which the copies are put */
    LentMounts(List<MountSpec> mounts, Path bundle) {
        for (MountSpec mount : mounts) {
            if (MountSources.ofAnother(mount)) {
                Path place = bundle.resolve("lent-" + places.size());
                places.put(mount, place);
                told.add(new MountSpec(mount.destination(), "bind", place.toString(), mount.options()));
            } else {
                told.add(mount);
            }
        }
    }

    /** With the places instead of the sources. */
    List<MountSpec> told() {
        return told;
    }

    /** In the mount namespace in which the program is going to run. */
    void put(MountSources sources) {
        places.forEach((mount, place) -> {
            try (DescriptorSet open = new DescriptorSet()) {
                Files.createDirectories(place);
                int target = open.add(Descriptors.open(place.toString(), Open.PATH | Open.DIRECTORY));
                Mounts.attach(sources.of(mount).orElseThrow(), target, place.toString());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }
}

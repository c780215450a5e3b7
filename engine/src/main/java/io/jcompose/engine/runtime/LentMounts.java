package io.jcompose.engine.runtime;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Binds that a program of another runtime is to make and can't, or not every one: of what another container has mounted, to which it has no way, such as the shared memory of one whose ipc namespace is joined; read-only with all that is mounted
 * below ({@code rro}: runsc refuses the word, Kata passes over it and leaves the bind writable); of a place below a directory that no link leads out of. The engine makes them where that program sees
 * them, and it is told that place.
 */
final class LentMounts {
    private static final String READ_ONLY_BELOW = "rro";

    private final Map<MountSpec, Path> places = new LinkedHashMap<>();
    private final List<MountSpec> told = new ArrayList<>();

    /** @param bundle gets the places */
    LentMounts(List<MountSpec> mounts, Path bundle) {
        for (MountSpec mount : mounts) {
            if (isForUs(mount)) {
                Path place = bundle.resolve("lent-" + places.size());
                places.put(mount, place);
                told.add(new MountSpec(mount.destination(), "bind", place.toString(), plain(mount.options())));
            } else {
                told.add(mount);
            }
        }
    }

    private static boolean isForUs(MountSpec mount) {
        boolean shown = RootMounter.isShared(mount);
        return MountSources.ofAnother(mount)
                || mount.options().contains(READ_ONLY_BELOW) && !shown
                || "bind".equals(mount.type()) && String.valueOf(mount.source()).contains(MountSpec.INSIDE) && !shown;
    }

    private static List<String> plain(List<String> options) {
        return options.stream()
                .map(option -> option.equals(READ_ONLY_BELOW) ? "ro" : option)
                .toList();
    }

    /** With the places instead of the sources. */
    List<MountSpec> told() {
        return told;
    }

    /** In the mount namespace in which the program is going to run. */
    void put(RootMounter mounter) {
        places.forEach(mounter::lend);
    }
}

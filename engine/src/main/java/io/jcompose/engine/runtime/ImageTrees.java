package io.jcompose.engine.runtime;

import io.jcompose.error.JcomposeException;
import io.jcompose.error.JcomposeException.Kind;
import io.jcompose.linux.file.DescriptorSet;
import io.jcompose.linux.file.Descriptors;
import io.jcompose.linux.file.Open;
import io.jcompose.linux.file.RootDirectory;
import io.jcompose.linux.mount.Mounts;
import io.jcompose.linux.mount.Overlay;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The files of images that are to be mounted below a root. They are put together at the root's own place before the root is there, and taken off again: of an
 * overlay that is at no place no part can be copied (open_tree(2), before Linux 6.15).
 */
final class ImageTrees {
    private final Map<MountSpec, Integer> trees = new LinkedHashMap<>();

    /**
     * @param place where the root will be
     * @param shortNames a directory for links that older kernels need
     * @param open gets the copies
     */
    ImageTrees(List<MountSpec> mounts, Path place, Path shortNames, DescriptorSet open) {
        for (MountSpec mount : mounts) {
            List<String> layers = mount.options().stream()
                    .filter(option -> option.startsWith(MountSpec.LOWER))
                    .map(option -> option.substring(MountSpec.LOWER.length()))
                    .toList();
            if (layers.size() == 1) {
                trees.put(mount, open.add(copy(layers.getFirst(), mount)));
            } else {
                Overlay.mount(layers, "", "", place.toString(), shortNames.toString(), List.of());
                try {
                    trees.put(mount, open.add(copy(place.toString(), mount)));
                } finally {
                    Mounts.detach(place.toString());
                }
            }
        }
    }

    private static int copy(String root, MountSpec mount) {
        String source = String.valueOf(mount.source());
        int inside = source.indexOf(MountSpec.INSIDE);
        try (DescriptorSet open = new DescriptorSet()) {
            int found = open.add(Descriptors.open(root, Open.PATH | Open.DIRECTORY));
            if (inside >= 0) {
                String subpath = source.substring(inside + MountSpec.INSIDE.length());
                found = open.add(new RootDirectory(found).open(subpath, Open.PATH));
            }
            return Mounts.cloneTree(found, "", false);
        }
    }

    /** @throws JcomposeException for a mount below proc, which is made elsewhere */
    int of(MountSpec mount) {
        Integer tree = trees.get(mount);
        if (tree == null) {
            throw new JcomposeException(
                    Kind.INVALID,
                    "an image can't be mounted below proc: \"" + mount.destination() + "\"",
                    "mount it elsewhere");
        }
        return tree;
    }
}

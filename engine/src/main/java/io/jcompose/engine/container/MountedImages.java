package io.jcompose.engine.container;

import io.jcompose.engine.container.ContainerSpec.Mount;
import io.jcompose.engine.image.Image;
import io.jcompose.engine.image.Images;
import io.jcompose.engine.runtime.MountSpec;
import io.jcompose.error.JcomposeException;
import io.jcompose.error.JcomposeException.Kind;
import io.jcompose.linux.LinuxException;
import io.jcompose.linux.file.DescriptorSet;
import io.jcompose.linux.file.Descriptors;
import io.jcompose.linux.file.Open;
import io.jcompose.linux.file.RootDirectory;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Mounts that show the files of an image. */
final class MountedImages {
    private final Images images;

    MountedImages(Images images) {
        this.images = images;
    }

    /** Which images these are is settled when the container is made, whatever their names mean later. */
    List<Mount> settled(List<Mount> mounts, Function<String, Image> claim) {
        return mounts.stream()
                .map(mount -> mount instanceof Mount.Image shown ? settled(shown, claim) : mount)
                .toList();
    }

    private Mount settled(Mount.Image wanted, Function<String, Image> claim) {
        if (wanted.image().isEmpty()) {
            throw refused("field Source must not be empty", "name an image");
        }
        Path subpath = Path.of(wanted.subpath()).normalize();
        if (subpath.isAbsolute() || subpath.startsWith("..")) {
            throw refused("subpath must be a relative path within the volume", "name a path in the image");
        }
        Image image = claim.apply(wanted.image());
        checkSubpath(image, wanted);
        return new Mount.Image(wanted.image(), wanted.target(), wanted.subpath(), Optional.of(image.id()));
    }

    private static JcomposeException refused(String why, String remedy) {
        return new JcomposeException(Kind.INVALID, "invalid mount config for type \"image\": " + why, remedy);
    }

    /** An image never changes: what is there now is there when it is mounted. */
    private void checkSubpath(Image image, Mount.Image wanted) {
        try (ImageRoot files = ImageRoot.of(layers(image));
                DescriptorSet open = new DescriptorSet()) {
            int root = open.add(Descriptors.open(files.path().toString(), Open.PATH | Open.DIRECTORY));
            open.add(new RootDirectory(root).openBeneath(wanted.subpath(), Open.PATH));
        } catch (LinuxException e) {
            throw new JcomposeException(
                    Kind.INVALID,
                    "image \"" + wanted.image() + "\" has no path \"" + wanted.subpath() + "\" that stays in it: "
                            + e.getMessage(),
                    "name a file or directory of the image by a path with no link out of it",
                    e);
        }
    }

    private List<Path> layers(Image image) {
        return images.layerDirectories(image).reversed();
    }

    MountSpec spec(Mount.Image shown) {
        Image image = images.get(shown.id().orElseThrow().value());
        return MountSpec.image(layers(image), shown.subpath(), shown.target());
    }
}

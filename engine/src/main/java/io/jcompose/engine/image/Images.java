package io.jcompose.engine.image;

import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The images of one engine: an OCI image layout plus unpacked layers keyed by diff id.
 *
 * <p>Calls block and belong on virtual threads. Nothing half-done is ever visible: an image is here with all its layers, or it is not here. Two calls
 * that need the same blob or layer do its work once.
 */
public interface Images {
    /** By name, by id or by an unambiguous prefix of the id. */
    Optional<Image> find(String reference);

    /** As {@link #find}; NOT_FOUND with docker's words and what to do when it is not here. */
    Image get(String reference);

    /**
     * As {@link #get}, for somebody who is going to use it.
     *
     * @param claim lets the {@link ImageUsers} know; until it has, nobody removes the image
     */
    Image claim(String reference, Consumer<Image> claim);

    List<Image> list();

    /** Pulls from the name's registry; returns at once when all is here already and the registry still says so. */
    Image pull(ImageName name, Credentials credentials, PullProgress progress);

    /** As above, with the logins of the engine's own configuration only. */
    default Image pull(ImageName name, PullProgress progress) {
        return pull(name, Credentials.NONE, progress);
    }

    /** What the registries behind the names hold. */
    Registry registry();

    /** Adds a name; an image that had it before loses it. */
    void tag(Digest id, ImageName name);

    /**
     * Removes a name, or the image when that was its last one or it was given by id.
     *
     * @return what docker prints: {@code Untagged: ...}, {@code Deleted: sha256:...}
     */
    List<String> remove(String reference, boolean force);

    /** Makes an image of one layer from a tar stream (plain, gzip, bzip2, xz, zstd), as {@code docker import}. */
    Image importTar(InputStream tar, Optional<ImageName> name, ImageConfig config);

    /** Reads a docker-archive or an OCI layout in a tar stream, as {@code docker load}. */
    List<Loaded> load(InputStream tar);

    /** @param names those that the archive gave it; it may have others */
    record Loaded(Image image, List<ImageName> names) {
        public Loaded {
            names = List.copyOf(names);
        }
    }

    /** Writes a docker-archive that is an OCI layout too, as {@code docker save}. */
    void save(List<String> references, OutputStream tar);

    /** What made an image, the oldest first: the {@code history} of its configuration; a build goes on from its base's. */
    List<NewImage.History> history(Image image);

    /** Who made it, by {@code MAINTAINER} or {@code commit --author}; empty when it does not say. */
    String author(Image image);

    /** Makes an image from layers that are here (a build's result, a commit); the same arguments give the same id. */
    Image assemble(NewImage image);

    /** The unpacked directories of an image's layers, the lowest first, for an overlay mount. */
    List<Path> layerDirectories(Image image);

    Layers layers();
}

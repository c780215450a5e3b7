package io.jcompose.engine.image;

import java.util.List;

/** What registries hold, looked at without making an image of it here. Calls block and belong on virtual threads. */
public interface Registry {
    /**
     * What a name stands for there now.
     *
     * @return the digest of its manifest or, for an image of several platforms, of its index
     */
    Digest digest(ImageName name, Credentials credentials);

    /**
     * Brings what is no image: every blob of an artifact's manifest. Of an index, the entry of such a type is taken.
     *
     * @param types the types that will do: those of {@code artifactType} or, where a manifest has none, of its configuration (OCI image-spec,
     *     manifest.md, "Guidelines for Artifact Usage")
     * @throws io.jcompose.error.JcomposeException INVALID when it is of another type or a blob of more than 4 MiB is among its blobs
     */
    Artifact artifact(ImageName name, List<String> types, Credentials credentials);
}

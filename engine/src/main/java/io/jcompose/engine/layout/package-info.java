/**
 * The OCI image layout on disk (image-spec, image-layout.md), readable by other tools.
 *
 * <pre>
 * $JCOMPOSE_HOME/oci/oci-layout
 * $JCOMPOSE_HOME/oci/index.json            one entry per name of an image, or one without a name
 * $JCOMPOSE_HOME/oci/blobs/sha256/&lt;hex&gt;    manifests, configurations, layers; there or not there, by one rename
 * </pre>
 *
 * An entry of index.json carries the image's canonical name as {@code org.opencontainers.image.ref.name}, and as {@code io.jcompose.source.digest} the digest
 * that a registry gave for that name (of a list of manifests, perhaps).
 */
@NullMarked
package io.jcompose.engine.layout;

import org.jspecify.annotations.NullMarked;

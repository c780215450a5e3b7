package io.jcompose.engine.image;

import java.io.InputStream;
import java.nio.file.Path;
import java.util.function.Predicate;

/**
 * Unpacked layers, keyed by diff id (sha256 of the uncompressed tar). A layer's directory is in the form that overlayfs wants as a lower directory
 * (whiteouts as 0/0 character devices, opaque directories by xattr {@code trusted.overlay.opaque}).
 */
public interface Layers {
    boolean contains(Digest diffId);

    /** The unpacked directory, read-only by convention. */
    Path directory(Digest diffId);

    /** Unpacks a tar stream (plain, gzip or zstd) and keeps it; becomes visible by one rename. */
    Digest unpack(InputStream tar);

    /**
     * Turns an overlay upper directory into a layer: its tar is deterministic by content (sorted names, numeric owners), its times are those of the files
     * unless an epoch is set. The directory is taken over (moved) and no longer the caller's.
     */
    Digest adopt(Path upper);

    /**
     * Makes a layer of an overlay upper directory that stays where it is and may be written to; its tar is as in {@link #adopt}.
     *
     * @param wanted which of its files, by their path without a slash in front, a byte string
     */
    Digest snapshot(Path upper, Predicate<String> wanted);

    /** Streams the uncompressed tar of a layer; the same bytes whose sha256 is the diff id. */
    void writeTar(Digest diffId, java.io.OutputStream out);
}

package io.jcompose.engine.layer;

import io.jcompose.error.JcomposeException;
import io.jcompose.linux.tree.Directory;
import io.jcompose.linux.tree.FileStatus;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** Writes an overlay upper directory as a layer's tar: as {@link TreeTar}, overlayfs' marks turned back into {@code .wh.} members (OCI image-spec, layer.md). */
final class LayerTar extends TreeTar {
    private static final String OPAQUE = "trusted.overlay.opaque";

    private final Predicate<String> wanted;

    LayerTar(TarWriter tar) {
        this(tar, path -> true);
    }

    /** @param wanted which files become members, by their path; what is in a directory that does not is left out too */
    LayerTar(TarWriter tar, Predicate<String> wanted) {
        super(tar);
        this.wanted = wanted;
    }

    /** Returns the bytes that the files have. The root itself is no member: it would change that of the layers below. */
    long write(Directory root) throws IOException {
        below(root, "");
        tar().end();
        return bytes();
    }

    @Override
    protected boolean isMark(String name, String path, FileStatus status) throws IOException {
        if (!wanted.test(path)) {
            return true;
        }
        if (status.isWhiteout()) {
            tar().header(marker(path.substring(0, path.length() - name.length()) + ".wh." + name));
            return true;
        }
        return false;
    }

    @Override
    protected void begun(Directory parent, String name, String path) throws IOException {
        Optional<byte[]> opaque = parent.attribute(name, OPAQUE);
        if (opaque.isPresent() && opaque.get().length == 1 && opaque.get()[0] == 'y') {
            tar().header(marker(path + ".wh..wh..opq"));
        }
        if (parent.attribute(name, "trusted.overlay.redirect").isPresent()) {
            throw new JcomposeException(
                    JcomposeException.Kind.UNSUPPORTED,
                    "the directory \"" + path
                            + "\" was renamed by overlayfs (redirect_dir) and can't become part of a layer",
                    "mount the overlay with redirect_dir=off");
        }
    }

    /** Without a time: when something was deleted is nobody's concern, and the same deletion should give the same layer. */
    private static TarEntry marker(String path) {
        return new TarEntry(
                path,
                TarEntry.FILE,
                0,
                FileStatus.Owner.ROOT,
                0,
                new TarEntry.Time(0, 0),
                "",
                TarEntry.Device.NONE,
                Map.of(),
                List.of());
    }
}

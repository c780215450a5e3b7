package io.jcompose.engine.layer;

import io.jcompose.linux.tree.FileStatus.Owner;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;

/** A tar of plain files, for images on their way to elsewhere. All times are zero, so that the same image gives the same archive. */
public final class ArchiveWriter {
    private final TarWriter tar;

    public ArchiveWriter(OutputStream out) {
        this.tar = new TarWriter(out);
    }

    /** Adds a file; the stream has exactly that many bytes. */
    public void file(String name, long size, InputStream in) throws IOException {
        tar.header(new TarEntry(
                name,
                TarEntry.FILE,
                0644,
                Owner.ROOT,
                size,
                new TarEntry.Time(0, 0),
                "",
                TarEntry.Device.NONE,
                Map.of(),
                List.of()));
        byte[] buffer = new byte[1 << 16];
        int n;
        while ((n = in.read(buffer)) > 0) {
            tar.data(buffer, n);
        }
        tar.endOfData(size);
    }

    public void end() throws IOException {
        tar.end();
    }
}

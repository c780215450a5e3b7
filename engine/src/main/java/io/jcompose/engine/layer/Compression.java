package io.jcompose.engine.layer;

import com.github.luben.zstd.ZstdInputStream;
import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.tukaani.xz.XZInputStream;

/** How a layer's tar is packed, told by its first bytes. */
public enum Compression {
    NONE("application/vnd.oci.image.layer.v1.tar"),
    GZIP("application/vnd.oci.image.layer.v1.tar+gzip"),
    ZSTD("application/vnd.oci.image.layer.v1.tar+zstd");

    private static final int BUFFER = 1 << 16;
    private static final int LONGEST_MAGIC = 6;
    private static final byte[] BZIP2 = {'B', 'Z', 'h'};
    private static final byte[] XZ = {(byte) 0xfd, '7', 'z', 'X', 'Z', 0};
    /** KiB of memory for one stream: {@code xz -9} takes 65 MiB, and who writes an archive could ask for 4 GiB. */
    private static final int XZ_MEMORY = 100 << 10;

    private final String mediaType;

    Compression(String mediaType) {
        this.mediaType = mediaType;
    }

    /** The media type of a layer blob in that form (OCI image-spec, media-types.md). */
    public String mediaType() {
        return mediaType;
    }

    /** Looks at the first bytes without using them up; the stream must support mark. */
    public static Compression of(InputStream in) throws IOException {
        in.mark(4);
        byte[] magic = in.readNBytes(4);
        in.reset();
        if (magic.length >= 2 && (magic[0] & 0xff) == 0x1f && (magic[1] & 0xff) == 0x8b) {
            return GZIP;
        }
        boolean zstd = magic.length == 4
                && (magic[0] & 0xff) == 0x28
                && (magic[1] & 0xff) == 0xb5
                && (magic[2] & 0xff) == 0x2f
                && (magic[3] & 0xff) == 0xfd;
        boolean skippable = magic.length == 4
                && (magic[0] & 0xf0) == 0x50
                && (magic[1] & 0xff) == 0x2a
                && (magic[2] & 0xff) == 0x4d
                && (magic[3] & 0xff) == 0x18;
        if (zstd || skippable) {
            return ZSTD;
        }
        return NONE;
    }

    /** Unpacks what no layer may be packed with (bzip2, xz); anything else comes back as it is. */
    public static InputStream layerForm(InputStream in) throws IOException {
        BufferedInputStream buffered = new BufferedInputStream(in, BUFFER);
        buffered.mark(LONGEST_MAGIC);
        byte[] head = buffered.readNBytes(LONGEST_MAGIC);
        buffered.reset();
        if (starts(head, BZIP2)) {
            return new BZip2CompressorInputStream(buffered, true);
        }
        return starts(head, XZ) ? new XZInputStream(buffered, XZ_MEMORY) : buffered;
    }

    private static boolean starts(byte[] head, byte[] magic) {
        return head.length >= magic.length && Arrays.equals(head, 0, magic.length, magic, 0, magic.length);
    }

    /** A stream of plain bytes and the form that they were in. */
    record Plain(Compression form, InputStream bytes) {}

    /** The plain bytes of a stream in whatever form. */
    public static InputStream unpacked(InputStream in) throws IOException {
        return plain(in).bytes();
    }

    static Plain plain(InputStream in) throws IOException {
        BufferedInputStream buffered = new BufferedInputStream(in, BUFFER);
        Compression form = of(buffered);
        InputStream bytes = switch (form) {
            case NONE -> buffered;
            case GZIP -> new GZIPInputStream(new Eager(buffered), BUFFER);
            case ZSTD -> new ZstdInputStream(buffered);
        };
        return new Plain(form, bytes);
    }

    /** GZIPInputStream looks for a further member only when available() says that there is something; a pipe often does not know. */
    private static final class Eager extends FilterInputStream {
        Eager(InputStream in) {
            super(in);
        }

        @Override
        public int available() throws IOException {
            int known = super.available();
            if (known > 0) {
                return known;
            }
            in.mark(1);
            int next = in.read();
            in.reset();
            return next < 0 ? 0 : 1;
        }
    }
}

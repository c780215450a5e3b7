package io.jcompose.engine.layer;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.function.LongConsumer;

/** Writes whatever is read to a second place, and counts it. Closing it leaves the source open: its owner closes that. */
final class Tee extends FilterInputStream {
    private final OutputStream copy;
    private final LongConsumer count;
    private long read;

    Tee(InputStream in, OutputStream copy, LongConsumer count) {
        super(in);
        this.copy = copy;
        this.count = count;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        int n = super.read(bytes, offset, length);
        if (n > 0) {
            copy.write(bytes, offset, n);
            read += n;
            count.accept(read);
        }
        return n;
    }

    @Override
    public long skip(long n) throws IOException {
        return readNBytes((int) Math.min(n, 1 << 16)).length;
    }

    @Override
    public boolean markSupported() {
        return false;
    }

    @Override
    public void close() {}
}

package io.jcompose.engine.registry;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** Closes a stream whose reader has waited too long for its next bytes, which wakes the reader with an error. */
final class WatchedStream extends FilterInputStream {
    private final Duration silence;
    private final ScheduledFuture<?> watch;
    private volatile long waitingSince;
    private volatile boolean stalled;

    WatchedStream(InputStream in, Duration silence, ScheduledExecutorService clock) {
        super(in);
        this.silence = silence;
        long period = Math.max(1, silence.toMillis() / 4);
        this.watch = clock.scheduleAtFixedRate(this::check, period, period, TimeUnit.MILLISECONDS);
    }

    private void check() {
        long since = waitingSince;
        if (since != 0 && System.nanoTime() - since > silence.toNanos()) {
            stalled = true;
            try {
                in.close();
            } catch (IOException e) {
                // The reader gets its own error; there is nothing else to be done with a connection that does not even
                // close.
                watch.cancel(false);
            }
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        waitingSince = System.nanoTime() | 1;
        try {
            int n = super.read(bytes, offset, length);
            if (n < 0 && stalled) {
                throw new HttpTimeoutException("nothing came for " + silence.toMillis() + " ms");
            }
            return n;
        } catch (IOException e) {
            if (stalled && !(e instanceof HttpTimeoutException)) {
                throw new HttpTimeoutException("nothing came for " + silence.toMillis() + " ms");
            }
            throw e;
        } finally {
            waitingSince = 0;
        }
    }

    @Override
    public void close() throws IOException {
        watch.cancel(false);
        super.close();
    }
}

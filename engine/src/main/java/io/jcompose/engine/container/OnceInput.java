package io.jcompose.engine.container;

import io.jcompose.error.JcomposeException;
import io.jcompose.error.JcomposeException.Kind;
import io.jcompose.linux.LinuxException;
import io.jcompose.linux.poll.PipeWriter;
import io.jcompose.linux.poll.Poller;
import java.io.Closeable;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The input of a container which is at its end when the first caller who feeds it has ended (docker's StdinOnce). The fifo has this one writer, from before the
 * process opens it; with the engine it ends too.
 */
final class OnceInput implements InputStreams {
    private final Path fifo;
    private final Closeable keeper;
    private final Poller poller;
    private @Nullable PipeWriter pipe;
    private boolean closed;

    /** Holds the fifo open, for reading and writing so that the open does not wait. */
    OnceInput(Path fifo, Poller poller) {
        this.fifo = fifo;
        this.poller = poller;
        try {
            keeper = new RandomAccessFile(fifo.toFile(), "rw");
        } catch (IOException e) {
            throw unopened(fifo, e);
        }
    }

    /** The process has its reading end now: from here on a writer that sees when the process is gone. */
    synchronized void created() {
        try (Closeable held = keeper) {
            pipe = PipeWriter.open(poller, fifo.toString());
        } catch (IOException | LinuxException e) {
            throw unopened(fifo, e);
        }
    }

    private static JcomposeException unopened(Path path, Exception cause) {
        return new JcomposeException(
                Kind.UNAVAILABLE, "the input \"" + path + "\" can't be opened: " + cause.getMessage(), "", cause);
    }

    private synchronized @Nullable PipeWriter open() {
        return closed ? null : pipe;
    }

    @Override
    public void write(byte[] bytes) {
        PipeWriter to = open();
        if (to != null) {
            new Stream(to).write(bytes);
        }
    }

    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        try (Closeable first = keeper;
                PipeWriter second = pipe) {
            pipe = null;
        } catch (IOException e) {
            throw new JcomposeException(Kind.UNAVAILABLE, "the input can't be closed: " + e.getMessage(), "", e);
        }
    }
}

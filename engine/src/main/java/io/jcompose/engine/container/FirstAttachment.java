package io.jcompose.engine.container;

import io.jcompose.engine.container.Containers.Attachment;
import io.jcompose.engine.container.Containers.OutputListener;
import io.jcompose.engine.container.Containers.Window;
import io.jcompose.engine.runtime.Stdio;
import io.jcompose.error.JcomposeException;
import io.jcompose.error.JcomposeException.Kind;
import io.jcompose.linux.poll.Poller;
import java.io.Closeable;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Somebody who is there before a container's first byte. When the container has an open stdin and no terminal, its end is this one's to give (docker's StdinOnce):
 * the fifo has a writer from before the process opens it until {@link Attachment#closeStdin}.
 */
final class FirstAttachment {
    private final OutputListener listener;
    private final Window window;
    private @Nullable Path fifo;
    private @Nullable Closeable keeper;
    private @Nullable FileOutputStream input;
    private Cell.@Nullable Live live;

    FirstAttachment(OutputListener listener, Window window) {
        this.listener = listener;
        this.window = window;
    }

    Window window() {
        return window;
    }

    OutputListener listener() {
        return listener;
    }

    /** Holds the fifo open, for reading and writing so that the open does not wait. */
    Stdio.Stdin stdin(Path path) {
        try {
            fifo = path;
            keeper = new RandomAccessFile(path.toFile(), "rw");
            return new Stdio.Stdin.Closable(path);
        } catch (IOException e) {
            throw unopened(path, e);
        }
    }

    /** The process has its reading end now: from here on a writer of our own, which sees when the process is gone. */
    void created() {
        Path path = fifo;
        Closeable held = keeper;
        if (path == null || held == null) {
            return;
        }
        try {
            input = new FileOutputStream(path.toFile());
            held.close();
        } catch (IOException e) {
            throw unopened(path, e);
        }
    }

    private static JcomposeException unopened(Path path, IOException cause) {
        return new JcomposeException(
                Kind.UNAVAILABLE, "the input \"" + path + "\" can't be opened: " + cause.getMessage(), "", cause);
    }

    void began(Cell.Live now) {
        live = now;
    }

    Attachment attachment(Poller poller) {
        Cell.Live begun = live;
        if (begun == null) {
            throw new IllegalStateException("not started");
        }
        FileOutputStream stream = input;
        if (stream != null) {
            return new Attached(begun, listener, new InputStreams.Stream(stream));
        }
        Optional<InputStreams> terminal = begun.process().terminal().map(end -> new InputStreams.Terminal(end, poller));
        return new Attached(begun, listener, terminal.orElseGet(InputStreams.Nothing::new));
    }

    /** The start failed: nothing stays open. */
    void abandon() {
        try (Closeable first = keeper;
                Closeable second = input) {
            live = null;
        } catch (IOException e) {
            throw new IllegalStateException("a fifo can't be closed", e);
        }
    }
}

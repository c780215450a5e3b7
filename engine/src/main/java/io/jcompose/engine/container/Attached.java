package io.jcompose.engine.container;

import io.jcompose.engine.container.Containers.Attachment;
import io.jcompose.engine.container.Containers.OutputListener;
import io.jcompose.error.JcomposeException;
import io.jcompose.error.JcomposeException.Kind;
import io.jcompose.linux.poll.Poller;
import java.io.FileNotFoundException;
import java.io.FileOutputStream;

/** Somebody who hears a running container and may write to it. */
record Attached(Cell.Live live, OutputListener listener, InputStreams input) implements Attachment {
    static Attached to(Cell cell, Cell.Live live, OutputListener listener, Poller poller) {
        InputStreams input = input(cell, live, poller);
        live.output().add(listener);
        return new Attached(live, listener, input);
    }

    private static InputStreams input(Cell cell, Cell.Live live, Poller poller) {
        if (live.process().terminal().isPresent()) {
            return new InputStreams.Terminal(live.process().terminal().get(), poller);
        }
        if (!cell.snapshot().spec().process().openStdin()) {
            return new InputStreams.Nothing();
        }
        try {
            return new InputStreams.Stream(
                    new FileOutputStream(cell.files.stdin().toFile()));
        } catch (FileNotFoundException e) {
            throw new JcomposeException(
                    Kind.UNAVAILABLE,
                    "the input of container \"" + cell.snapshot().name() + "\" can't be opened",
                    "restart the container",
                    e);
        }
    }

    @Override
    public void write(byte[] bytes) {
        input.write(bytes);
    }

    @Override
    public void closeStdin() {
        input.close();
    }

    @Override
    public void resize(int rows, int columns) {
        live.process().terminal().ifPresent(terminal -> terminal.resize(rows, columns));
    }

    @Override
    public void close() {
        live.output().remove(listener);
        if (input instanceof InputStreams.Stream stream) {
            stream.close();
        }
    }
}

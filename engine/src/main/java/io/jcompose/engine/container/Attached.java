package io.jcompose.engine.container;

import io.jcompose.engine.container.Containers.Attachment;
import io.jcompose.engine.container.Containers.Caller;
import io.jcompose.engine.container.Containers.OutputListener;
import io.jcompose.error.JcomposeException;
import io.jcompose.error.JcomposeException.Kind;
import io.jcompose.linux.LinuxException;
import io.jcompose.linux.poll.PipeWriter;
import io.jcompose.linux.poll.Poller;

/** Somebody who hears a running container and may write to it. */
record Attached(Cell.Live live, OutputListener listener, InputStreams input) implements Attachment {
    /** From now on. */
    static Attached to(Cell cell, Cell.Live live, Caller caller, Poller poller) {
        Attached attached = hearing(cell, live, caller, poller);
        live.output().add(caller.output());
        return attached;
    }

    /** For one who hears it already. */
    static Attached hearing(Cell cell, Cell.Live live, Caller caller, Poller poller) {
        return new Attached(
                live, caller.output(), caller.feeds() ? input(cell, live, poller) : new InputStreams.Nothing());
    }

    private static InputStreams input(Cell cell, Cell.Live live, Poller poller) {
        if (live.process().terminal().isPresent()) {
            return new InputStreams.Terminal(live.process().terminal().get(), poller);
        }
        if (live.once().isPresent()) {
            return live.once().get();
        }
        ContainerSpec.Process process = cell.snapshot().spec().process();
        if (!process.openStdin() || process.stdinOnce()) {
            return new InputStreams.Nothing();
        }
        try {
            return new InputStreams.Stream(
                    PipeWriter.open(poller, cell.files.stdin().toString()));
        } catch (LinuxException e) {
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
        input.close();
    }
}

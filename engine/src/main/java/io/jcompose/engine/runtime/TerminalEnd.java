package io.jcompose.engine.runtime;

import java.util.OptionalInt;

/** The engine's end of a pseudo terminal. */
public interface TerminalEnd extends AutoCloseable {

    /** The descriptor of the master, non-blocking; for whoever reads it and is done with it before {@link #close}. Reads end with EIO. */
    int descriptor();

    /**
     * Somebody types, who does not know yet that it was closed, when the descriptor's number may be another file's.
     *
     * @return as write(2): how many bytes were taken, -EAGAIN when there is no room, -EIO when it is closed
     */
    int write(byte[] bytes, int from, int length);

    /** One more descriptor of it, which the caller closes; empty when it is closed. */
    OptionalInt copy();

    /** Sets the window size; the process gets SIGWINCH. */
    void resize(int rows, int columns);

    /** Hangs the terminal up. Repeatable. */
    @Override
    void close();
}

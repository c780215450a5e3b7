package io.jcompose.engine.runtime;

/** The engine's end of a pseudo terminal. */
public interface TerminalEnd extends AutoCloseable {

    /** The descriptor of the master, non-blocking; read and written by way of {@code io.jcompose.linux.poll.Poller}. Reads end with EIO. */
    int descriptor();

    /** Sets the window size; the process gets SIGWINCH. */
    void resize(int rows, int columns);

    /** Hangs the terminal up. Repeatable. */
    @Override
    void close();
}

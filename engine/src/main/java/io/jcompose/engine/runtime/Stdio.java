package io.jcompose.engine.runtime;

import java.nio.file.Path;

/** What the process gets as its descriptors 0, 1 and 2. It inherits no other. */
public sealed interface Stdio {

    /**
     * Named pipes that the caller has made (mkfifo(3)). The process gets stdout and stderr opened O_RDWR: an engine that dies neither
     * kills it with SIGPIPE nor loses what lies in the pipe. The runtime gives the fifos to the container's user, so that /dev/stdout can
     * be opened again. stdout and stderr may be the same path.
     */
    record Fifos(Stdin stdin, Path stdout, Path stderr) implements Stdio {}

    /**
     * Descriptors of the engine, for instance ends of pipes; they are given to the child as they are and stay the caller's to close. For
     * exec: a process with them can get SIGPIPE when the engine dies.
     */
    record Descriptors(int stdin, int stdout, int stderr) implements Stdio {}

    /**
     * A terminal out of the container's own devpts, the controlling terminal of the process; the engine gets {@link TerminalEnd}.
     *
     * <p>It does not outlive the engine: the kernel hangs the terminal up (SIGHUP) when the engine's end is closed, and nothing but a
     * process could keep it open. Such a container ends or goes on without a terminal, as the program takes it, and the restart policy
     * decides what then happens.
     *
     * @param rows 0 for 24
     * @param columns 0 for 80
     */
    record Terminal(int rows, int columns) implements Stdio {
        public Terminal {
            rows = rows > 0 ? rows : 24;
            columns = columns > 0 ? columns : 80;
        }
    }

    /** Where descriptor 0 comes from. */
    sealed interface Stdin {

        /** /dev/null: reads give the end at once. What a container without {@code stdin_open} gets. */
        record Empty() implements Stdin {}

        /** A fifo that the process opens O_RDWR: it never sees an end, also when the engine dies. For {@code stdin_open}. */
        record HeldOpen(Path fifo) implements Stdin {}

        /**
         * A fifo that ends when the caller closes its writing end. The caller must have that open before create or exec: with no writer
         * the process reads the end at once.
         */
        record Closable(Path fifo) implements Stdin {}
    }
}

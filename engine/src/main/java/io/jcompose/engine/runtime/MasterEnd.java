package io.jcompose.engine.runtime;

import io.jcompose.linux.Errno;
import io.jcompose.linux.file.Descriptors;
import io.jcompose.linux.terminal.PseudoTerminal;
import java.util.OptionalInt;

/** The master of a container's terminal. */
final class MasterEnd implements TerminalEnd {
    private final PseudoTerminal terminal;
    private boolean closed;

    MasterEnd(PseudoTerminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public int descriptor() {
        return terminal.descriptor();
    }

    @Override
    public synchronized int write(byte[] bytes, int from, int length) {
        return closed ? -Errno.EIO : Descriptors.write(terminal.descriptor(), bytes, from, length);
    }

    @Override
    public synchronized OptionalInt copy() {
        return closed ? OptionalInt.empty() : OptionalInt.of(Descriptors.duplicate(terminal.descriptor()));
    }

    @Override
    public synchronized void resize(int rows, int columns) {
        if (!closed) {
            terminal.resize(rows, columns);
        }
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            Descriptors.close(terminal.descriptor());
        }
    }
}

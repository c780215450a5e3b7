package io.jcompose.engine.oci;

import io.jcompose.engine.runtime.Stdio;
import io.jcompose.error.JcomposeException;
import io.jcompose.error.JcomposeException.Kind;
import io.jcompose.linux.file.DescriptorSet;
import io.jcompose.linux.process.PidFd;

/** The standard streams of the process that gave a command, the very ones: a file keeps its offset, a socket is a socket. */
public final class CallerStreams implements AutoCloseable {
    private final DescriptorSet open = new DescriptorSet();
    private final Stdio.Descriptors stdio;

    private CallerStreams(PidFd caller) {
        try (caller) {
            this.stdio = new Stdio.Descriptors(
                    open.add(caller.copyOf(0)), open.add(caller.copyOf(1)), open.add(caller.copyOf(2)));
        } catch (RuntimeException e) {
            open.close();
            throw e;
        }
    }

    /** @param pid of a process that waits for the command and so can't end meanwhile */
    public static CallerStreams of(int pid) {
        return new CallerStreams(PidFd.open(pid)
                .orElseThrow(() -> new JcomposeException(
                        Kind.UNAVAILABLE, "the process " + pid + " that gave the command has ended", "")));
    }

    public Stdio.Descriptors stdio() {
        return stdio;
    }

    @Override
    public void close() {
        open.close();
    }
}

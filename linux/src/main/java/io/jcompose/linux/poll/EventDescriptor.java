package io.jcompose.linux.poll;

import io.jcompose.linux.file.Descriptors;
import io.jcompose.linux.syscall.Call;
import io.jcompose.linux.syscall.Sys;

/** An eventfd(2): readable once it was signalled. Signalling wakes whoever polls it and nobody in the JVM. */
public record EventDescriptor(int descriptor) implements AutoCloseable {
    private static final int CLOEXEC = 0x80000;
    private static final int NONBLOCK = 0x800;

    public static EventDescriptor open() {
        return new EventDescriptor((int) Sys.call(Call.EVENTFD2, "", 0, CLOEXEC | NONBLOCK));
    }

    public void signal() {
        Descriptors.write(descriptor, new byte[] {1, 0, 0, 0, 0, 0, 0, 0}, 0, 8);
    }

    @Override
    public void close() {
        Descriptors.close(descriptor);
    }
}

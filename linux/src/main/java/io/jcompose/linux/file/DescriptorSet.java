package io.jcompose.linux.file;

import java.util.ArrayDeque;
import java.util.Deque;

/** Descriptors that are closed together, last first. Not for use by two threads at once. */
public final class DescriptorSet implements AutoCloseable {
    private final Deque<Integer> open = new ArrayDeque<>();

    public int add(int descriptor) {
        open.push(descriptor);
        return descriptor;
    }

    @Override
    public void close() {
        while (!open.isEmpty()) {
            Descriptors.close(open.pop());
        }
    }
}

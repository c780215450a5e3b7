package io.jcompose.engine.runtime;

import io.jcompose.linux.file.DescriptorSet;
import io.jcompose.linux.file.Descriptors;
import io.jcompose.linux.file.Open;
import io.jcompose.linux.process.Spawn;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The descriptors that a process gets, open on the engine's side until the process has its copies. */
final class OpenStdio implements AutoCloseable {
    private final DescriptorSet open = new DescriptorSet();
    private final Spawn.Stdio.@Nullable Descriptors descriptors;

    OpenStdio(Stdio stdio, ProcessSpec.User user) {
        try {
            this.descriptors = switch (stdio) {
                case Stdio.Fifos fifos ->
                    new Spawn.Stdio.Descriptors(
                            stdin(fifos.stdin(), user), output(fifos.stdout(), user), output(fifos.stderr(), user));
                case Stdio.Descriptors given ->
                    new Spawn.Stdio.Descriptors(given.stdin(), given.stdout(), given.stderr());
                case Stdio.Terminal _ -> null;
            };
        } catch (RuntimeException e) {
            open.close();
            throw e;
        }
    }

    private int stdin(Stdio.Stdin stdin, ProcessSpec.User user) {
        return switch (stdin) {
            case Stdio.Stdin.Empty() -> open.add(Descriptors.open("/dev/null", Open.RDWR));
            case Stdio.Stdin.HeldOpen(Path fifo) -> owned(fifo, Open.RDWR, user);
            case Stdio.Stdin.Closable(Path fifo) -> {
                // Without O_NONBLOCK the open would wait for a writer; the flag itself is not for the program.
                int descriptor = owned(fifo, Open.RDONLY | Open.NONBLOCK, user);
                Descriptors.setBlocking(descriptor, true);
                yield descriptor;
            }
        };
    }

    private int output(Path fifo, ProcessSpec.User user) {
        return owned(fifo, Open.RDWR, user);
    }

    private int owned(Path fifo, int flags, ProcessSpec.User user) {
        int descriptor = open.add(Descriptors.open(fifo.toString(), flags));
        Descriptors.changeOwner(descriptor, fifo.toString(), user.uid(), user.gid());
        return descriptor;
    }

    /** Empty for a terminal, which comes from inside the container. */
    Optional<Spawn.Stdio> descriptors() {
        return Optional.ofNullable(descriptors);
    }

    @Override
    public void close() {
        open.close();
    }
}

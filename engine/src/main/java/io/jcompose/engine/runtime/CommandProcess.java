package io.jcompose.engine.runtime;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * A process that an OCI runtime's program made.
 *
 * @param first whether it is the container's first: the runtime knows that one by the container's id
 */
record CommandProcess(JvmProcess watched, RuntimeCommand command, boolean first) implements ContainerProcess {
    @Override
    public String containerId() {
        return watched.containerId();
    }

    @Override
    public ProcessIdentity identity() {
        return watched.identity();
    }

    @Override
    public CompletableFuture<ExitStatus> exit() {
        return watched.exit();
    }

    @Override
    public List<String> notes() {
        return watched.notes();
    }

    @Override
    public Optional<TerminalEnd> terminal() {
        return watched.terminal();
    }
}

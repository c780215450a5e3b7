package io.jcompose.engine.runtime;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** A process that the runtime started or took up: PID 1 of a container, or one made by exec. Immutable but for its exit. */
public interface ContainerProcess {

    /** The id of the container it belongs to. */
    String containerId();

    /** What to store in order to find the process again. */
    ProcessIdentity identity();

    /** Completes once, on a thread of the runtime that must not be blocked. Never completes exceptionally. */
    CompletableFuture<ExitStatus> exit();

    /** What had to be done otherwise than the spec asked, one sentence each, for instance a limit that this root can't raise. */
    List<String> notes();

    /** The engine's end of the terminal, when the process was started with {@link Stdio.Terminal}. */
    Optional<TerminalEnd> terminal();
}

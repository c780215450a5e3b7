package io.jcompose.engine.container;

/** A process that exec started. */
public interface ExecSession extends Containers.Attachment {
    int pid();

    /** Blocks until the process has ended and all its output was heard; 128 + signal when a signal ended it. */
    int await();

    void kill(String signal);

    /** Back pressure: the process's output stays in its pipes until {@link #resumeOutput}. What was read already may still come. */
    void pauseOutput();

    void resumeOutput();
}

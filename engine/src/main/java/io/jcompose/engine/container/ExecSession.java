package io.jcompose.engine.container;

/** A process that exec started. */
public interface ExecSession extends Containers.Attachment {
    int pid();

    /** Blocks until the process has ended and all its output was heard; 128 + signal when a signal ended it. */
    int await();

    void kill(String signal);
}

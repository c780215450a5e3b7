package io.jcompose.compose.apply;

import io.jcompose.engine.container.Logs;

/** Where log lines go, in the exact order in which they were written. Calls come one at a time. */
public interface LogSink {
    void line(ServiceContainer container, Logs.Line line);

    /** A followed container ended; it may be started again by its restart policy. */
    default void exited(ServiceContainer container, int code, boolean restarting) {}
}

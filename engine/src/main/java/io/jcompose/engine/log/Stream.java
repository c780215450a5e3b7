package io.jcompose.engine.log;

/** What a process writes to. */
public enum Stream {
    STDOUT,
    STDERR
}

package io.jcompose.cli.server;

import io.jcompose.cli.invocation.Invocation;

/** Runs a command to its end and says its exit code. Errors have been shown to the user when it returns. */
@FunctionalInterface
public interface CommandRunner {
    int run(Invocation invocation);
}

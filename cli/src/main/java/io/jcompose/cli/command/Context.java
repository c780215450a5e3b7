package io.jcompose.cli.command;

import io.jcompose.cli.invocation.Invocation;
import io.jcompose.cli.invocation.Streams;

/** What every command of one invocation shares: the invocation, the engine behind it, the global flags. */
final class Context {
    private final Invocation invocation;
    private final Services services;
    private final GlobalFlags flags = new GlobalFlags();

    Context(Invocation invocation, Services services) {
        this.invocation = invocation;
        this.services = services;
    }

    Invocation invocation() {
        return invocation;
    }

    Services services() {
        return services;
    }

    GlobalFlags flags() {
        return flags;
    }

    boolean debug() {
        return flags.debug;
    }

    Streams streams() {
        return invocation.streams();
    }
}

/**
 * Scenarios: what a user does, done with the built product through its launcher, and looked at from outside.
 *
 * <p>A scenario says what must hold as its method name, works in a directory of its own ({@link
 * io.jcompose.scenario.Stack}) on an engine that all scenarios share ({@link io.jcompose.scenario.Product}), and
 * looks at what happened in the kernel and over the network, not at what the engine says of itself. When one fails,
 * every command it ran and the end of the engine's log are printed.
 */
@NullMarked
package io.jcompose.scenario;

import org.jspecify.annotations.NullMarked;

/**
 * The flags of docker's run and create, by subject. Each group of them writes its part of a compose service, so that flags and compose files have one
 * meaning, one set of checks and one way to the engine.
 */
@NullMarked
package io.jcompose.cli.command.container.flags;

import org.jspecify.annotations.NullMarked;

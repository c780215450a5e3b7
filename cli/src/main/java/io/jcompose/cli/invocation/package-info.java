/**
 * A command as the engine sees it: what it was given and where its output goes. Nothing of it is the engine process's own: relative paths, variables,
 * umask and terminal are the caller's.
 */
@NullMarked
package io.jcompose.cli.invocation;

import org.jspecify.annotations.NullMarked;

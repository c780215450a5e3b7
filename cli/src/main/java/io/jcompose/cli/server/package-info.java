/** The engine's process: its start and end, its socket, one conversation per command. */
@NullMarked
package io.jcompose.cli.server;

import org.jspecify.annotations.NullMarked;

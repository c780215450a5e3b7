/** Pseudo terminals, pty(7). */
@NullMarked
package io.jcompose.linux.terminal;

import org.jspecify.annotations.NullMarked;

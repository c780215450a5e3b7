/** How things look: progress, tables, log lines, build output. The only package that knows ANSI escape sequences. */
@NullMarked
package io.jcompose.cli.render;

import org.jspecify.annotations.NullMarked;

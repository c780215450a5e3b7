/** The commands, one class each, with docker compose's names, flags and exit codes. The only package that knows picocli. */
@NullMarked
package io.jcompose.cli.command;

import org.jspecify.annotations.NullMarked;

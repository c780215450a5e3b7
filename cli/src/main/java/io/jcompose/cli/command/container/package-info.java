/** The commands behind {@code container}, one class each, with docker's names, flags, output and exit codes: single containers, without a compose file. */
@NullMarked
package io.jcompose.cli.command.container;

import org.jspecify.annotations.NullMarked;

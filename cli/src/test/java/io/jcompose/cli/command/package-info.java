@NullMarked
package io.jcompose.cli.command;

import org.jspecify.annotations.NullMarked;

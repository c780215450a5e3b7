/** Relative paths: which attributes are paths, and what they are relative to. */
@NullMarked
package io.jcompose.compose.load.paths;

import org.jspecify.annotations.NullMarked;

/** Laying one file over another: how each attribute merges, and by which key entries of a list are the same. */
@NullMarked
package io.jcompose.compose.load.merge;

import org.jspecify.annotations.NullMarked;

/** From the typed tree to the records of {@link io.jcompose.compose.model}. */
@NullMarked
package io.jcompose.compose.load.bind;

import org.jspecify.annotations.NullMarked;

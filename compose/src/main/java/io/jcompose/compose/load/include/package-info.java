/** {@code include}: other projects' files, loaded with their own directory and variables. */
@NullMarked
package io.jcompose.compose.load.include;

import org.jspecify.annotations.NullMarked;

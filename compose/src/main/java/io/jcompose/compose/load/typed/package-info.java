/** The last form of the tree: every value of its attribute's type, printed as {@code config} prints it, what says nothing left out. */
@NullMarked
package io.jcompose.compose.load.typed;

import org.jspecify.annotations.NullMarked;

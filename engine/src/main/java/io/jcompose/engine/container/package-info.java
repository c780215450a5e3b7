/** Containers: what one is told to be, what it is, and everything that can be done with it. */
@NullMarked
package io.jcompose.engine.container;

import org.jspecify.annotations.NullMarked;

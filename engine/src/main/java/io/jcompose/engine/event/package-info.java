/** Every change of state, with Docker's names and attributes. */
@NullMarked
package io.jcompose.engine.event;

import org.jspecify.annotations.NullMarked;

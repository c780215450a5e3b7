/** The engine as one value: what compose and the commands are given to work with. */
@NullMarked
package io.jcompose.engine;

import org.jspecify.annotations.NullMarked;

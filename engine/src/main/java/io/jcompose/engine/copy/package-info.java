/**
 * Copying into and out of containers, as tar streams: the rules of {@code docker cp} for what lands where, and the writing itself, for which every path is
 * resolved by the kernel inside the container's root, never by string.
 */
@NullMarked
package io.jcompose.engine.copy;

import org.jspecify.annotations.NullMarked;

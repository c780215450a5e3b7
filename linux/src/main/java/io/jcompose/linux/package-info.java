/** The kernel as Java values: the only module that makes native calls. */
@NullMarked
package io.jcompose.linux;

import org.jspecify.annotations.NullMarked;

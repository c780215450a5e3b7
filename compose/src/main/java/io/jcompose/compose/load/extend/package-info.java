/** {@code extends}: a service that starts from another one, of the same file or of another. */
@NullMarked
package io.jcompose.compose.load.extend;

import org.jspecify.annotations.NullMarked;

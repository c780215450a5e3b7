/** Descriptors, and paths that can't leave a root. */
@NullMarked
package io.jcompose.linux.file;

import org.jspecify.annotations.NullMarked;

/** Filters, run by an interpreter and by the kernel. */
@NullMarked
package io.jcompose.linux.seccomp;

import org.jspecify.annotations.NullMarked;

/** Profiles, compared with docker's row by row. */
@NullMarked
package io.jcompose.engine.seccomp;

import org.jspecify.annotations.NullMarked;

/** The one family of errors that reach a user: what happened, of which kind, and what to do about it. */
@NullMarked
package io.jcompose.error;

import org.jspecify.annotations.NullMarked;

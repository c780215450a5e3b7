/** What is said about a compose file: where, which value, what is wrong, what to write instead. */
@NullMarked
package io.jcompose.compose.complaint;

import org.jspecify.annotations.NullMarked;

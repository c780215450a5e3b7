/** What a compose file may say: its structure, the rules that the structure can't express, and whether what is referred to exists. */
@NullMarked
package io.jcompose.compose.load.check;

import org.jspecify.annotations.NullMarked;

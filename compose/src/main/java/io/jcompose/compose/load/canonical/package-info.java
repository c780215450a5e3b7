/** Every short syntax in its long form, and defaults where an attribute has one. */
@NullMarked
package io.jcompose.compose.load.canonical;

import org.jspecify.annotations.NullMarked;

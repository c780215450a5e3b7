/** Variables in values: {@code $V}, {@code ${V}} and the forms with {@code :-}, {@code -}, {@code :?}, {@code ?}, {@code :+}, {@code +}. */
@NullMarked
package io.jcompose.compose.load.interpolate;

import org.jspecify.annotations.NullMarked;

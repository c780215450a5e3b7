/** {@code .env} and {@code env_file}: their grammar and the order in which they are read. */
@NullMarked
package io.jcompose.compose.load.env;

import org.jspecify.annotations.NullMarked;

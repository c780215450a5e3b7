/** Tests of what listings and inspect show. */
@NullMarked
package io.jcompose.cli.inspect;

import org.jspecify.annotations.NullMarked;

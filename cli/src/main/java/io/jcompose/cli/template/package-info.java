/**
 * Templates of {@code --format}: the language of Go's text/template with docker's functions, over maps, lists, strings, numbers and booleans. A {@link
 * java.util.SortedMap} is what Go calls a map, where a key may be missing; every other map stands for a struct, where an unknown field is an error.
 */
@NullMarked
package io.jcompose.cli.template;

import org.jspecify.annotations.NullMarked;

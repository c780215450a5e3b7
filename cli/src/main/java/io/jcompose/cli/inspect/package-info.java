/** Containers as docker's {@code inspect} prints them. A {@link java.util.SortedMap} is a map by names, every other map a structure. */
@NullMarked
package io.jcompose.cli.inspect;

import org.jspecify.annotations.NullMarked;

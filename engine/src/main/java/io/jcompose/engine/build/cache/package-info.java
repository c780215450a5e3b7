/** What builds remember: the results of steps by their keys, and what the keys were made of, to explain a miss. */
@NullMarked
package io.jcompose.engine.build.cache;

import org.jspecify.annotations.NullMarked;

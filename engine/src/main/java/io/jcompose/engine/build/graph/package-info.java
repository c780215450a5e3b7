/**
 * One build as a graph: which stages are needed, each on a thread of its own, waiting only where it needs another's result.
 *
 * <p>A step that writes files has a key made of its instruction, the layers below it and everything else it reads; a step that only changes the image's
 * configuration costs nothing and has none.
 */
@NullMarked
package io.jcompose.engine.build.graph;

import org.jspecify.annotations.NullMarked;

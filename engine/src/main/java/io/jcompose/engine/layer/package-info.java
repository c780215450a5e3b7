/**
 * Layers: tar streams in, overlay lower directories out, and back.
 *
 * <pre>
 * $JCOMPOSE_HOME/layers/&lt;hex of the diff id&gt;/       the unpacked tree; there or not there, by one rename
 * $JCOMPOSE_HOME/layers/&lt;hex of the diff id&gt;.json   which blob it came from, how many bytes it has unpacked
 * $JCOMPOSE_HOME/tmp/                               whatever is half done; emptied when an engine starts
 * </pre>
 *
 * Names inside tars are byte strings, see {@link io.jcompose.linux.tree}.
 */
@NullMarked
package io.jcompose.engine.layer;

import org.jspecify.annotations.NullMarked;

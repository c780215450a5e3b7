/**
 * Files as the kernel sees them: everything relative to an open directory, names as bytes, owners, modes, extended attributes, device nodes.
 *
 * <p>Names are Java strings that hold one byte per character (ISO 8859-1), so that a name which is not UTF-8 survives a round trip.
 */
@NullMarked
package io.jcompose.linux.tree;

import org.jspecify.annotations.NullMarked;

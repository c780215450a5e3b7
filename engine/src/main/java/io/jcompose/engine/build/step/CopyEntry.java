package io.jcompose.engine.build.step;

import io.jcompose.engine.build.context.TreeFile;

/**
 * One file of a COPY.
 *
 * @param target its path below the destination, a byte string; empty for a copied directory itself
 */
record CopyEntry(TreeFile file, String target) {}

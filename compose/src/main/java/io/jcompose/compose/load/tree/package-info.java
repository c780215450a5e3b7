/** The tree that all loading stages work on: mappings, sequences and scalars with their places in the files. Knows no YAML library. */
@NullMarked
package io.jcompose.compose.load.tree;

import org.jspecify.annotations.NullMarked;

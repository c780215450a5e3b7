/** What is implied: the default network, dependencies that follow from other attributes, names of resources. */
@NullMarked
package io.jcompose.compose.load.normalize;

import org.jspecify.annotations.NullMarked;

/** Text to tree: the only package that knows the YAML library. Reads documents, resolves anchors and merge keys, notes {@code !reset} and {@code !override}. */
@NullMarked
package io.jcompose.compose.load.yaml;

import org.jspecify.annotations.NullMarked;

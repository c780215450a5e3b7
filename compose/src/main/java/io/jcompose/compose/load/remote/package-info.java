/** Names of compose files that lie elsewhere, in a git repository or in a registry, and what brings them here. */
@NullMarked
package io.jcompose.compose.load.remote;

import org.jspecify.annotations.NullMarked;

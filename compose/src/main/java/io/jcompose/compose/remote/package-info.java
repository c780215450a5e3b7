/** Brings remote compose files into a cache of the engine's home: from git with the machine's own git, from registries as OCI artifacts. */
@NullMarked
package io.jcompose.compose.remote;

import org.jspecify.annotations.NullMarked;

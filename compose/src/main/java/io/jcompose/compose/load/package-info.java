/**
 * Loading: from compose files to a {@link io.jcompose.compose.model.Project}.
 *
 * <p>A row of stages, each from a tree to a tree whose nodes know their place in the files; {@link
 * io.jcompose.compose.load.ProjectLoader} is the only one that knows their order, which docs/compose-loading.md explains. Nothing here reads the
 * process's own environment or working directory: both come with the request.
 */
@NullMarked
package io.jcompose.compose.load;

import org.jspecify.annotations.NullMarked;

/** Images: names, configuration, the OCI layout on disk, layers. */
@NullMarked
package io.jcompose.engine.image;

import org.jspecify.annotations.NullMarked;

/** Reads Dockerfiles: text to lines, nodes, typed instructions and stages; expansion of variables in words. */
@NullMarked
package io.jcompose.engine.build.dockerfile;

import org.jspecify.annotations.NullMarked;

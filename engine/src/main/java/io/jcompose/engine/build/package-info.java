/** Dockerfiles and the builds that they describe. */
@NullMarked
package io.jcompose.engine.build;

import org.jspecify.annotations.NullMarked;

/** From a service of a project to what the engine is told about one container of it. */
@NullMarked
package io.jcompose.compose.apply.spec;

import org.jspecify.annotations.NullMarked;

/**
 * What can be done with a project on an engine. Entry point: {@link io.jcompose.compose.apply.ProjectOperations}. It observes the engine, lets
 * {@code compose.plan} decide, and executes the plan; everything that happens is told to a {@link io.jcompose.compose.apply.Reporter}.
 */
@NullMarked
package io.jcompose.compose.apply;

import org.jspecify.annotations.NullMarked;

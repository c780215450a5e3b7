/**
 * Decides: what is ({@link io.jcompose.compose.plan.Observation}) and what is wanted ({@link io.jcompose.compose.plan.Wanted}) become a
 * {@link io.jcompose.compose.plan.Plan}, a graph of atomic steps, each with its cause.
 *
 * <p>Nothing here does I/O and nothing depends on the clock or on hash order: the same inputs give the same plan, which is what the tests compare and
 * what {@code --dry-run} prints. {@code compose.apply} executes plans and decides nothing.
 */
@NullMarked
package io.jcompose.compose.plan;

import org.jspecify.annotations.NullMarked;

/**
 * Containers as processes: an OCI runtime spec goes in, a process in its own namespaces and cgroups comes out.
 *
 * <p>Knows neither images nor compose. {@link io.jcompose.engine.runtime.ContainerRuntime} is the contract; the implementation in the JVM
 * needs no helper binary (docs/architecture.md, "Starting a container").
 */
@NullMarked
package io.jcompose.engine.runtime;

import org.jspecify.annotations.NullMarked;
